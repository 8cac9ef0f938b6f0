// SPDX-License-Identifier: Apache-2.0
/** Bounds-checked reading and writing, framing with its sequence check, compression. */
@NullMarked
package io.txmysql.protocol.wire;

import org.jspecify.annotations.NullMarked;
