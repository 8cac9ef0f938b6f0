// SPDX-License-Identifier: Apache-2.0
/** What the interfaces of {@code io.txmysql.api} do: calls become exchanges, answers become rows and futures. */
@NullMarked
package io.txmysql.client;

import org.jspecify.annotations.NullMarked;
