// SPDX-License-Identifier: Apache-2.0
/** Text and binary values to Java values and back; parameters, SQL literals and markers. */
@NullMarked
package io.txmysql.protocol.codec;

import org.jspecify.annotations.NullMarked;
