// SPDX-License-Identifier: Apache-2.0
/** The entry point: {@link io.txmysql.MySQL} puts a client together. */
@NullMarked
package io.txmysql;

import org.jspecify.annotations.NullMarked;
