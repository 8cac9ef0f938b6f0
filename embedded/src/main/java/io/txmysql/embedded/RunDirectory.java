// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of one running server: its socket, logs, and data unless they are kept. Only its owner may enter it. */
final class RunDirectory {
    /** What {@code sun_path} of a UNIX socket's address holds on macOS; Linux has four bytes more. */
    private static final int LONGEST_SOCKET = 103;

    private RunDirectory() {}

    static Path create() throws IOException {
        Path run = Files.createTempDirectory("txmysql-").toAbsolutePath();
        String socket = run.resolve("mysql.sock").toString();
        if (socket.getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET) {
            return run;
        }
        Files.delete(run);
        return Files.createTempDirectory(Path.of("/tmp"), "txmysql-");
    }
}
