// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** A port of 127.0.0.1 and the daemon thread that accepts connections on it, from construction to {@link #close()}. */
final class Listener implements AutoCloseable {
    private static final int BACKLOG = 200;

    private final ServerSocket socket = new ServerSocket();
    private final Thread thread;

    /** @param port 0 for any that is free */
    Listener(int port, String name, Consumer<Socket> onAccepted) throws IOException {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        thread = start(name + '-' + port(), () -> accept(onAccepted));
    }

    static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept(Consumer<Socket> onAccepted) {
        try {
            while (true) {
                onAccepted.accept(socket.accept());
            }
        } catch (IOException e) {
            // closed
        }
    }

    /** From its return on, connections are refused. */
    @Override
    public void close() {
        try {
            socket.close();
            thread.join(); // as long as a thread is in accept, the system still takes connections
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
