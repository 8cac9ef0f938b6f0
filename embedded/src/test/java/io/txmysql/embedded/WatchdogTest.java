// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Path run;

    @BeforeEach
    void makeRun() throws Exception {
        run = Files.createDirectory(folder.resolve("a run directory"));
    }

    @Test
    @DisplayName("the process id is that of the server itself; closing kills it and deletes the run directory")
    void closes() throws Exception {
        long pid;
        try (Watchdog watchdog = new Watchdog(run, Duration.ZERO, List.of("sleep", "600"))) {
            assertThat(watchdog.serverRuns()).isFalse();
            pid = watchdog.startServer();
            assertThat(watchdog.serverRuns()).isTrue();
            assertThat(watchdog.awaitEnd(Duration.ofMillis(50))).isFalse();
            assertThat(ProcessHandle.of(pid).flatMap(p -> p.info().command()))
                    .get()
                    .asString()
                    .endsWith("sleep");
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(run).doesNotExist();
    }

    @Test
    @DisplayName("it notices that the server has ended, leaves the run directory alone, and starts it again")
    void startsAgain() throws Exception {
        try (Watchdog watchdog = new Watchdog(run, Duration.ZERO, List.of("sleep", "600"))) {
            long first = watchdog.startServer();
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            assertThat(watchdog.awaitEnd(SOON)).isTrue();
            assertThat(watchdog.serverRuns()).isFalse();
            assertThat(run).exists();
            assertThat(watchdog.startServer()).isNotEqualTo(first);
            assertThat(watchdog.serverRuns()).isTrue();
        }
    }

    @Test
    @DisplayName("with a grace the server gets SIGTERM first")
    void grace() throws Exception {
        Path told = folder.resolve("told");
        String server = "trap 'echo TERM >\"" + told + "\"; exit' TERM; echo ready; while :; do sleep 0.1; done";
        try (Watchdog watchdog = new Watchdog(run, Duration.ofSeconds(10), List.of("sh", "-c", server))) {
            watchdog.startServer();
            while (!LogTail.read(run.resolve("stdout.log")).contains("ready")) {
                assertThat(watchdog.awaitEnd(Duration.ofMillis(10))).isFalse();
            }
        }
        assertThat(told).hasContent("TERM");
    }

    @Test
    @DisplayName("a program that does not exist is a server that ended")
    void noProgram() throws Exception {
        try (Watchdog watchdog = new Watchdog(run, Duration.ZERO, List.of("/no/such/program"))) {
            watchdog.startServer();
            assertThat(watchdog.awaitEnd(SOON)).isTrue();
            assertThat(run.resolve("stdout.log")).content().contains("/no/such/program");
        }
    }
}
