// SPDX-License-Identifier: Apache-2.0
/** Many supervisors that stand for one: who gets which, when there are more, and when there are fewer. */
@NullMarked
package io.txmysql.pool;

import org.jspecify.annotations.NullMarked;
