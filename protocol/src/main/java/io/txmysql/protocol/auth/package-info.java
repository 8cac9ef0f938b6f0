// SPDX-License-Identifier: Apache-2.0
/** One file per authentication plugin. */
@NullMarked
package io.txmysql.protocol.auth;

import org.jspecify.annotations.NullMarked;
