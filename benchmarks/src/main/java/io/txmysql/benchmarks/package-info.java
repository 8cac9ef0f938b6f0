// SPDX-License-Identifier: Apache-2.0
/** What the driver costs, measured with JMH. */
@NullMarked
package io.txmysql.benchmarks;

import org.jspecify.annotations.NullMarked;
