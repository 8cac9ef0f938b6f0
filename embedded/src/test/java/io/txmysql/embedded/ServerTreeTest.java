// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTreeTest {
    @TempDir
    Path root;

    @Test
    @DisplayName("all missing libraries are named, with the packages that hold them, in one line")
    void missingLibraries() {
        String error = "mysqld: error while loading shared libraries: libaio.so.1: cannot open shared object file\n";
        String trace = """
                \tlibaio.so.1 => not found
                \tlibnuma.so.1 => not found
                \tlibc.so.6 => /lib/libc.so.6 (0x0)
                """;
        assertThat(ServerTree.explain(error, trace))
                .startsWith(" needs the system libraries libaio.so.1 and libnuma.so.1, ")
                .contains("apt-get install libaio1 libnuma1")
                .doesNotContain("\n", "libc.so.6");
    }

    @Test
    @DisplayName("another failure is told as it is")
    void otherFailure() throws IOException {
        mysqld("echo 'Illegal instruction'; exit 132");
        assertThat(tree().problem()).get().asString().contains("does not run on this machine: Illegal instruction");
    }

    @Test
    @DisplayName("a program that cannot be started at all")
    void noProgram() {
        assertThat(tree().problem())
                .get()
                .asString()
                .contains("does not run on this machine")
                .doesNotContain("\n");
    }

    @Test
    @DisplayName("no problem with a server that prints its version")
    void fine() throws IOException {
        mysqld("echo 'mysqld  Ver 8.0.31'");
        assertThat(tree().problem()).isEmpty();
    }

    @Test
    @DisplayName("for a library that no one knows there is no invented package")
    void unknownLibrary() {
        assertThat(ServerTree.explain("", "libaio.so.1 => not found\nlibfoo.so.2 => not found\n"))
                .contains("libfoo.so.2", "install the packages that hold them")
                .doesNotContain("apt-get");
    }

    private ServerTree tree() {
        return new ServerTree(Distribution.MYSQL_8_0, root);
    }

    private void mysqld(String script) throws IOException {
        Path file = Files.createDirectories(root.resolve("bin")).resolve("mysqld");
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
