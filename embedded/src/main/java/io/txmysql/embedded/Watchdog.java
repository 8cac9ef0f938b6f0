// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The JVM's side of {@code watchdog.sh}: a small shell process that is the server's parent, so that the server and its
 * run directory go away even when this JVM is killed. Not thread-safe; its owner holds a lock. One daemon thread reads
 * what the script tells.
 */
final class Watchdog implements AutoCloseable {
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(20);

    private final Process shell;
    private final OutputStream pipe;
    private final Duration grace;
    private volatile CompletableFuture<Long> started = new CompletableFuture<>();
    private volatile CompletableFuture<Integer> ended = CompletableFuture.completedFuture(0);

    /**
     * @param run deleted when the watchdog ends
     * @param grace how long the server may take for an orderly end; zero kills it at once
     * @param command the server's
     */
    Watchdog(Path run, Duration grace, List<String> command) throws IOException {
        this.grace = grace;
        List<String> watched = new ArrayList<>(
                List.of("sh", "-c", script(), "txmysql-watchdog", run.toString(), Long.toString(grace.toSeconds())));
        watched.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(watched).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C"); // messages of the operating system in the server's log are read
        shell = builder.start();
        pipe = shell.getOutputStream();
        Thread reader = new Thread(this::readEvents, "txmysql-watchdog-" + shell.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the server, which must not run, and returns its process id. */
    long startServer() throws IOException {
        started = new CompletableFuture<>();
        ended = new CompletableFuture<>();
        pipe.write('\n');
        pipe.flush();
        try {
            return started.get(STARTED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("Interrupted while a server started", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new EmbeddedServerException("The shell script that holds the server does not answer", e);
        }
    }

    boolean serverRuns() {
        return !ended.isDone();
    }

    /** Whether the server has ended within that time. */
    boolean awaitEnd(Duration timeout) {
        try {
            ended.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("Interrupted while a server ended", e);
        }
    }

    /** Ends the server, deletes the run directory, and waits for both. */
    @Override
    public void close() {
        try {
            pipe.close();
            if (!shell.waitFor(grace.toSeconds() + 20, TimeUnit.SECONDS)) {
                throw new EmbeddedServerException("The server of watchdog " + shell.pid() + " does not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot reach watchdog " + shell.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the script goes on by itself
        }
    }

    private void readEvents() {
        try (BufferedReader lines = shell.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", 2);
                switch (words[0]) {
                    case "started" -> started.complete(Long.parseLong(words[1]));
                    case "ended" -> ended.complete(Integer.parseInt(words[1]));
                    default -> throw new IOException("Unknown event " + line);
                }
            }
        } catch (IOException e) {
            started.completeExceptionally(e);
        }
        IOException gone = new IOException("The watchdog has ended");
        started.completeExceptionally(gone);
        ended.completeExceptionally(gone);
    }

    private static String script() throws IOException {
        try (InputStream script = Watchdog.class.getResourceAsStream("watchdog.sh")) {
            if (script == null) {
                throw new IOException("watchdog.sh is missing in the jar of txmysql-embedded");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
