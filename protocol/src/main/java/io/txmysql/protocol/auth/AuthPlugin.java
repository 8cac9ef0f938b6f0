// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.auth;

/**
 * One way to prove who we are. Stateless; {@link #start} begins a run of its own for each challenge.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_authentication_methods.html">
 *     Authentication Methods</a>
 */
public interface AuthPlugin {
    /** The name by which servers ask for it. */
    String name();

    /**
     * Begins a run for the challenge in that context.
     *
     * @throws io.txmysql.protocol.wire.MalformedPacketException if the nonce is not one that this plugin can answer
     */
    Authenticator start(AuthContext context);
}
