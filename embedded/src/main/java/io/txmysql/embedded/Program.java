// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a program to its end: its exit status, and what it printed to both of its outputs. */
record Program(int status, String output) {
    static Program run(List<String> command, Duration timeout) {
        return run(new ProcessBuilder(command), null, timeout);
    }

    /**
     * @param input a file for its standard input; {@code null} for none
     * @throws UncheckedIOException if it cannot be started
     */
    static Program run(ProcessBuilder builder, @Nullable Path input, Duration timeout) {
        try {
            Path output = Files.createTempFile("txmysql-", ".log");
            try {
                Process process = builder.redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(
                                input == null
                                        ? ProcessBuilder.Redirect.PIPE
                                        : ProcessBuilder.Redirect.from(input.toFile()))
                        .start();
                process.getOutputStream().close();
                return new Program(await(process, timeout), LogTail.read(output));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int await(Process process, Duration timeout) {
        try {
            if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new EmbeddedServerException(
                    process.info().command().orElse("A program") + " was not done after " + timeout.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("Interrupted while a program ran", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
