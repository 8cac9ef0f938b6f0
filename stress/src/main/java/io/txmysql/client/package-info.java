// SPDX-License-Identifier: Apache-2.0
/** What several threads do at once to the client's hand-overs, tried many million times by jcstress. */
@NullMarked
package io.txmysql.client;

import org.jspecify.annotations.NullMarked;
