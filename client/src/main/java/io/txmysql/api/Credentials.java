// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

/**
 * Who logs in.
 *
 * @param user empty for the anonymous user
 * @param password empty for none
 */
public record Credentials(String user, String password) {
    public Credentials {
        InvalidOption.requireNoNul("user", user);
        InvalidOption.requireNoNul("password", password);
    }

    /** Never shows the password, nor whether there is one. */
    @Override
    public String toString() {
        return "Credentials[user=" + user + ", password=***]";
    }
}
