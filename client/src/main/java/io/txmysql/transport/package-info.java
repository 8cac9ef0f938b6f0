// SPDX-License-Identifier: Apache-2.0
/** Sockets: connecting, TLS, and the Netty handler that drives a session engine. */
@NullMarked
package io.txmysql.transport;

import org.jspecify.annotations.NullMarked;
