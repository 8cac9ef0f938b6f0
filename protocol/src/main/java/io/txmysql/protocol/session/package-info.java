// SPDX-License-Identifier: Apache-2.0
/** The session engine: one queue, pipelining, the login sequence; bytes in and out, no I/O. */
@NullMarked
package io.txmysql.protocol.session;

import org.jspecify.annotations.NullMarked;
