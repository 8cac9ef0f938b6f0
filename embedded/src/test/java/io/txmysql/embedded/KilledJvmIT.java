// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KilledJvmIT {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(strings = {"running", "paused", "restarted", "stopped"})
    @DisplayName("kill -9 of the JVM: the server and its temporary folder are gone within a minute")
    void killed(String state) throws Exception {
        Child child = Child.start(ServerSource.MARIADB, state, null);
        child.jvm.destroyForcibly().waitFor();
        child.assertNothingLingers();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("kill -9 of the JVM: a server on a kept directory ends in order, and the directory can be used again")
    void killedKept(ServerSource source, @TempDir Path folder) throws Exception {
        Path directory = folder.resolve("db");
        Child child = Child.start(source, "running", directory);
        child.jvm.destroyForcibly().waitFor();
        child.assertNothingLingers();
        try (EmbeddedServer db = source.builder().dataDirectory(directory).start()) {
            assertThat(ServerSource.ask(db, "SHOW DATABASES LIKE 'kept'")).isEqualTo("kept");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a JVM that exits without close() takes its server along")
    void exits(ServerSource source) throws Exception {
        Child child = Child.start(source, "exit", null);
        assertThat(child.jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
        child.assertNothingLingers();
    }

    /** A JVM that runs {@link Main}. */
    private record Child(Process jvm, long pid, Path run) {
        static Child start(ServerSource source, String state, @Nullable Path directory) throws Exception {
            source.builder();
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    source.name(),
                    state));
            if (directory != null) {
                command.add(directory.toString());
            }
            Process jvm = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader lines = jvm.inputReader(StandardCharsets.UTF_8);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", 3);
                if (words[0].equals("SERVER")) {
                    return new Child(jvm, Long.parseLong(words[1]), Path.of(words[2]));
                }
            }
            throw new AssertionError("The JVM ended with " + jvm.waitFor());
        }

        void assertNothingLingers() throws InterruptedException {
            long begin = System.nanoTime();
            while ((ProcessHandle.of(pid).isPresent() || Files.exists(run))
                    && System.nanoTime() - begin < LONGEST.toNanos()) {
                Thread.sleep(20);
            }
            System.out.println(
                    "Nothing was left " + (System.nanoTime() - begin) / 1_000_000 + " ms after the JVM's end");
            assertThat(ProcessHandle.of(pid)).isEmpty();
            assertThat(run).doesNotExist();
        }
    }

    /** Starts a server, tells its process id and run directory, and waits to be killed. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            EmbeddedServer.Builder builder = ServerSource.valueOf(arguments[0]).builder();
            if (arguments.length > 2) {
                builder.dataDirectory(Path.of(arguments[2]));
            }
            EmbeddedServer db = builder.start();
            ServerSource.ask(db, "CREATE DATABASE kept");
            switch (arguments[1]) {
                case "paused" -> db.pause();
                case "restarted" -> db.restart();
                default -> {}
            }
            System.out.println("SERVER " + db.pid() + " " + db.socket().getParent());
            switch (arguments[1]) {
                case "exit" -> System.exit(0);
                case "stopped" -> db.stop();
                default -> {}
            }
            Thread.sleep(LONGEST.toMillis() * 2);
        }
    }
}
