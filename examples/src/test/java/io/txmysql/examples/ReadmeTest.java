// SPDX-License-Identifier: Apache-2.0
package io.txmysql.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    @DisplayName("the README shows Quickstart.java whole, as it is compiled and run")
    void showsTheProgram() throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/txmysql/examples/Quickstart.java"));
        String program = source.substring(source.indexOf('\n') + 1).strip();

        String readme = Files.readString(Path.of("../README.md"));

        assertThat(readme).contains("```java\n" + program + "\n```");
    }

    @Test
    @DisplayName("the README shows Transfer.java without its imports, as it is compiled and run")
    void showsTransactions() throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/txmysql/examples/Transfer.java"));
        String program = source.substring(source.indexOf("/** A pool")).strip();

        String readme = Files.readString(Path.of("../README.md"));

        assertThat(readme).contains("```java\n" + program + "\n```");
    }
}
