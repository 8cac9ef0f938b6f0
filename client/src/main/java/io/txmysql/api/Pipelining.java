// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

/**
 * Sending commands before earlier ones are answered.
 *
 * @param pipeliningLimit how many commands may be unanswered on a session, 1 to 65535; 1 for proxies that cannot do it
 */
public record Pipelining(int pipeliningLimit) {
    public Pipelining {
        InvalidOption.requireRange("pipeliningLimit", pipeliningLimit, 1, 65535);
    }
}
