// SPDX-License-Identifier: Apache-2.0
/** One record per packet of the manual, each with decode and encode. */
@NullMarked
package io.txmysql.protocol.message;

import org.jspecify.annotations.NullMarked;
