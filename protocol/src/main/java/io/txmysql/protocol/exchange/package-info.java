// SPDX-License-Identifier: Apache-2.0
/** One command and its whole answer: one file per command. */
@NullMarked
package io.txmysql.protocol.exchange;

import org.jspecify.annotations.NullMarked;
