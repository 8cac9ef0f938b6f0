// SPDX-License-Identifier: Apache-2.0
/** The driver on real servers: the same suites on every server. */
@NullMarked
package io.txmysql.it;

import org.jspecify.annotations.NullMarked;
