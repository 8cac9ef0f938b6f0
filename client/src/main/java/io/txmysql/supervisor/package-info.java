// SPDX-License-Identifier: Apache-2.0
/** The logical connection: when to connect, what waits meanwhile, what a lost session means for it. */
@NullMarked
package io.txmysql.supervisor;

import org.jspecify.annotations.NullMarked;
