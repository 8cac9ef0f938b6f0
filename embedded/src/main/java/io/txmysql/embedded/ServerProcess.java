// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A server's process in its run directory: the files there, the start until the greeting, signals. Not thread-safe but for
 * {@link #isRunning} and {@link #close}; its {@link EmbeddedServer} holds a lock.
 */
final class ServerProcess implements AutoCloseable {
    private static final Duration ORDERLY_END = Duration.ofSeconds(30);

    private final String title;
    private final Duration startTimeout;
    private final Path run;
    private final Watchdog watchdog;
    private long pid;

    /**
     * @param title for messages
     * @param command the server's, without what names the files of {@code run}
     * @param orderly whether it gets time for an orderly end when it is closed
     */
    ServerProcess(String title, Path run, List<String> command, boolean orderly, Duration startTimeout)
            throws IOException {
        this.title = title;
        this.startTimeout = startTimeout;
        this.run = run;
        List<String> complete = new ArrayList<>(command);
        complete.addAll(List.of(
                "--socket=" + socket(),
                "--pid-file=" + run.resolve("mysqld.pid"),
                "--log-error=" + errorLog(),
                "--init-file=" + initFile()));
        writeInitFile("");
        this.watchdog = new Watchdog(run, orderly ? ORDERLY_END : Duration.ZERO, complete);
    }

    Path socket() {
        return run.resolve("mysql.sock");
    }

    long pid() {
        return pid;
    }

    boolean isRunning() {
        return watchdog.serverRuns();
    }

    /** What every start executes until the next call. */
    void writeInitFile(String statements) throws IOException {
        Files.writeString(initFile(), statements);
    }

    /** Starts it, and returns the version that it greets with. */
    String start() {
        long deadline = System.nanoTime() + startTimeout.toNanos();
        try {
            // Left by a killed server; MySQL takes a process with the number in the lock file for its owner.
            Files.deleteIfExists(socket());
            Files.deleteIfExists(run.resolve("mysql.sock.lock"));
            Files.deleteIfExists(errorLog());
            pid = watchdog.startServer();
        } catch (IOException e) {
            throw new EmbeddedServerException("Cannot start " + title, e);
        }
        while (isRunning()) {
            if (System.nanoTime() - deadline > 0) {
                kill();
                throw failed(
                        "does not answer after " + startTimeout.toSeconds() + " s. Raise startTimeout(...) or see");
            }
            Optional<String> greeting = Greeting.version(socket(), Duration.ofMillis(500));
            if (greeting.isPresent()) {
                return greeting.get();
            }
            watchdog.awaitEnd(Duration.ofMillis(20));
        }
        throw failed("ended while it started. See");
    }

    void stop() {
        signal("CONT");
        signal("TERM");
        awaitEnd();
    }

    void kill() {
        signal("KILL");
        awaitEnd();
    }

    /** To the server itself, not to the script that holds it. */
    void signal(String name) {
        Program sent = Program.run(List.of("sh", "-c", "kill -" + name + " " + pid), Duration.ofSeconds(10));
        if (sent.status() != 0 && isRunning()) {
            throw new EmbeddedServerException("Cannot send SIG" + name + " to " + title + ": " + sent.output());
        }
    }

    /** Ends the server and deletes the run directory. */
    @Override
    public void close() {
        watchdog.close();
    }

    private Path errorLog() {
        return run.resolve("error.log");
    }

    private Path initFile() {
        return run.resolve("init.sql");
    }

    private void awaitEnd() {
        if (!watchdog.awaitEnd(ORDERLY_END)) {
            throw new EmbeddedServerException(title + " did not end within " + ORDERLY_END.toSeconds() + " s");
        }
    }

    private EmbeddedServerException failed(String what) {
        try {
            String log = LogTail.read(run.resolve("stdout.log")) + LogTail.read(errorLog());
            return new EmbeddedServerException(title + " " + what + " its error log:\n" + LogTail.summary(log));
        } catch (IOException e) {
            return new EmbeddedServerException(title + " " + what + " its error log, which cannot be read", e);
        }
    }
}
