// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on 127.0.0.1 in front of any server, which forwards everything until it is told to misbehave. All faults
 * may be switched at any time, also under running connections.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to("127.0.0.1", 3306)) {
 *     … "mysql://root@127.0.0.1:" + proxy.port() …
 *     proxy.cutAfter(Direction.TO_CLIENT, 100, Ending.RESET);
 *     proxy.refuse(true);
 *     proxy.stall(true);       // a cable pulled out: nothing passes, nobody is told
 *     proxy.impostor(true);    // somebody who accepts connections and never speaks
 * }
 * }</pre>
 *
 * <p>Plain blocking sockets, two daemon threads for each connection; {@link #close()} ends all of them. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    private static final String NAME = "fault-proxy";

    private final InetSocketAddress server;
    private final int port;
    private final Faults faults = new Faults();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private @Nullable Listener listener;
    private volatile boolean impostor;

    private FaultProxy(InetSocketAddress server) throws IOException {
        this.server = server;
        this.listener = new Listener(0, NAME, this::accept);
        this.port = listener.port();
    }

    /** A proxy on a free port, in front of that server. */
    public static FaultProxy to(String host, int port) {
        try {
            return new FaultProxy(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    // --- Faults ---

    /** Holds each piece of what passes for that long, in both directions; zero ends it. */
    public void delay(Duration delay) {
        faults.delay(delay);
    }

    /** Lets so many bytes pass in a second, on each connection and in each direction; 0 ends it. */
    public void throttle(long bytesPerSecond) {
        faults.throttle(bytesPerSecond);
    }

    /** Forwards each byte by itself. */
    public void oneByteAtATime(boolean on) {
        faults.oneByteAtATime(on);
    }

    /** Forwards nothing more and keeps the sockets open: neither side learns of it. */
    public void stall(boolean on) {
        faults.stalled(Direction.TO_SERVER, on);
        faults.stalled(Direction.TO_CLIENT, on);
    }

    /**
     * The same in one direction. With {@link Direction#TO_CLIENT} the server gets what it is told, does it, and its answers
     * do not arrive.
     */
    public void stall(Direction direction, boolean on) {
        faults.stalled(direction, on);
    }

    /**
     * Puts an impostor in the server's place, for connections that are made from now on: it accepts them, reads, and never
     * says anything. Those that it has taken stay in its hands when it is switched off, until the client gives up or
     * {@link #cutAll}; the server never learns of them.
     */
    public void impostor(boolean on) {
        impostor = on;
    }

    /**
     * Ends a connection, on both sides, once: the one that carries the last of so many bytes in that direction, counted
     * over all connections from this call on.
     */
    public void cutAfter(Direction direction, long bytes, Ending ending) {
        faults.cutAfter(direction, bytes, ending);
    }

    /** Ends all connections that are open now. */
    public void cutAll(Ending ending) {
        List.copyOf(connections).forEach(connection -> connection.end(ending));
    }

    /** Stops listening, so that new connections are refused; or listens again, on the same port. */
    public synchronized void refuse(boolean on) {
        Listener current = listener;
        if (on && current != null) {
            current.close();
            listener = null;
        } else if (!on && current == null) {
            try {
                listener = new Listener(port, NAME, this::accept);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    // --- What passed ---

    public int openConnections() {
        return (int) connections.stream().filter(ProxiedConnection::isOpen).count();
    }

    /** Bytes that were handed on in that direction, over all connections. */
    public long forwarded(Direction direction) {
        return faults.forwarded(direction);
    }

    /** Reads it took to receive what came in that direction, over all connections. */
    public long reads(Direction direction) {
        return faults.reads(direction);
    }

    private void accept(Socket client) {
        ProxiedConnection connection = new ProxiedConnection(client, faults, connections::remove);
        connections.add(connection);
        if (impostor) {
            connection.beginAsImpostor();
        } else {
            connection.begin(server);
        }
    }

    /** Refuses new connections and resets those that are open. */
    @Override
    public void close() {
        refuse(true);
        faults.close();
        List.copyOf(connections).forEach(ProxiedConnection::abort);
    }
}
