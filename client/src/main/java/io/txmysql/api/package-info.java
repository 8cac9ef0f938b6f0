// SPDX-License-Identifier: Apache-2.0
/**
 * What programs see: clients, rows, results and options. Nothing here knows how it is done, so this package imports no
 * implementation, names no Netty type and has no factory; the entry point stands above everything.
 */
@NullMarked
package io.txmysql.api;

import org.jspecify.annotations.NullMarked;
