// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import io.txmysql.protocol.message.ClientCommand;
import io.txmysql.protocol.message.HandshakeResponse41;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A MySQL server on 127.0.0.1 that says what a test has told it to say, also what no real server would: it stops in the
 * middle, says the wrong thing, or nothing. It remembers what it was asked.
 *
 * <pre>{@code
 * try (ScriptedServer server = ScriptedServer.builder()
 *         .account("bob", "secret")
 *         .onQuery("select 1", reply -> reply.rows(Table.of("1").row(1)))
 *         .onQuery("slow", Answer.SILENCE)
 *         .onQuery(sql -> sql.startsWith("insert"), reply -> reply.error(1062, "23000", "Duplicate entry"))
 *         .start()) {
 *     … "mysql://bob:secret@127.0.0.1:" + server.port() …
 *     assertThat(server.statements()).containsExactly("select 1");
 * }
 * }</pre>
 *
 * <p>Plain blocking sockets, one daemon thread for each connection. {@link #close()} ends all of them. Thread-safe.
 */
public final class ScriptedServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Script script;
    private final Journal journal = new Journal();
    private final Listener listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    ScriptedServer(Script script, int port) throws IOException {
        this.script = script;
        this.listener = new Listener(port, "scripted-server", this::accept);
    }

    /** A server with a script yet to be written. */
    public static ScriptedServerBuilder builder() {
        return new ScriptedServerBuilder();
    }

    private void accept(Socket socket) {
        sockets.add(socket);
        int number = journal.connected();
        Listener.start("scripted-server-connection-" + number, () -> serve(socket, number));
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            new Conversation(script, journal, new PacketStream(socket, journal::read), number).hold();
        } catch (IOException e) {
            // the client has gone, or the script has ended the connection
        } catch (RuntimeException | Error e) {
            journal.failure(e);
        } finally {
            sockets.remove(socket);
            journal.disconnected();
        }
    }

    public int port() {
        return listener.port();
    }

    // --- What it has seen ---

    /** The commands in the order of their arrival, over all connections; what the client says in the login is not here. */
    public List<ClientCommand> commands() {
        return journal.commands();
    }

    /** The SQL of all COM_QUERY and COM_STMT_EXECUTE, in the order of their arrival. */
    public List<String> statements() {
        return journal.statements();
    }

    /** The logins, refused ones too. */
    public List<HandshakeResponse41> logins() {
        return journal.logins();
    }

    /** How many bytes each read from a socket gave: commands that were written together come in one. */
    public List<Integer> reads() {
        return journal.reads();
    }

    /** What the script's own code has thrown. */
    public List<Throwable> failures() {
        return journal.failures();
    }

    /** Connections accepted so far. */
    public int acceptedConnections() {
        return journal.accepted();
    }

    public int openConnections() {
        return journal.open();
    }

    /** Waits, for 20 s at most, until so many commands have come in all; else an {@link AssertionError}. */
    public void awaitCommands(int count) {
        journal.await(() -> journal.commands().size() >= count, PATIENCE, count + " commands");
    }

    /** Waits, for 20 s at most, until so many connections have been accepted in all; else an {@link AssertionError}. */
    public void awaitAccepted(int count) {
        journal.await(() -> journal.accepted() >= count, PATIENCE, count + " connections");
    }

    /** Waits, for 20 s at most, until no connection is open; else an {@link AssertionError}. */
    public void awaitNoConnections() {
        journal.await(() -> journal.open() == 0, PATIENCE, "no open connection");
    }

    /** Stops listening and ends all connections. */
    @Override
    public void close() {
        listener.close();
        try {
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
