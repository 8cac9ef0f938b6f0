// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

/** The statement that an init file sets root's password with; an init file has one statement per line. */
final class RootPassword {
    private RootPassword() {}

    /** @throws IllegalArgumentException if an init file cannot carry it */
    static void check(String password) {
        if (password.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("The root password must not contain control characters");
        }
    }

    static String statements(String password) {
        return "SET SESSION sql_mode = '';\nSET NAMES utf8mb4;\nALTER USER 'root'@'localhost' IDENTIFIED BY '"
                + password.replace("\\", "\\\\").replace("'", "\\'") + "';\n";
    }
}
