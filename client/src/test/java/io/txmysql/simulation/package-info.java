// SPDX-License-Identifier: Apache-2.0
/**
 * The deterministic simulation of the client: all of it above the socket is real, the network, the servers and time are
 * models. See docs/simulation.md.
 */
@NullMarked
package io.txmysql.simulation;

import org.jspecify.annotations.NullMarked;
