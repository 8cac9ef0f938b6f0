// SPDX-License-Identifier: Apache-2.0
/**
 * The world of a deterministic simulation: virtual time, links that delay, cut and fall silent, and model servers that count
 * what they have applied. One seed gives one course of events. Nothing here does I/O, reads a clock or starts a thread, and
 * nothing is safe for use by two threads.
 */
@NullMarked
package io.txmysql.testkit.simulation;

import org.jspecify.annotations.NullMarked;
