// SPDX-License-Identifier: Apache-2.0
/** What can go wrong, how far the work had got, and whether it may be run again. */
@NullMarked
package io.txmysql.protocol.error;

import org.jspecify.annotations.NullMarked;
