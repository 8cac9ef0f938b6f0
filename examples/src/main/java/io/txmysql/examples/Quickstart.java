// SPDX-License-Identifier: Apache-2.0
package io.txmysql.examples;

import io.txmysql.embedded.EmbeddedServer;

/** Starts the embedded MariaDB and prints its version. */
public final class Quickstart {
    private Quickstart() {}

    public static void main(String[] arguments) {
        try (EmbeddedServer db = EmbeddedServer.mariaDb().start()) {
            System.out.println(db.version() + " at " + db.url());
        }
    }
}
