// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One client's way through the proxy: two sockets, and a thread for each direction; or the client's socket alone, in the
 * hands of an impostor.
 */
final class ProxiedConnection {
    private final Socket client;
    private final Socket server = new Socket();
    private final Faults faults;
    private final Consumer<ProxiedConnection> onEnd;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger finished = new AtomicInteger();

    ProxiedConnection(Socket client, Faults faults, Consumer<ProxiedConnection> onEnd) {
        this.client = client;
        this.faults = faults;
        this.onEnd = onEnd;
    }

    void begin(InetSocketAddress target) {
        Listener.start("fault-proxy-to-server", () -> {
            try {
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                server.connect(target);
            } catch (IOException e) {
                end(Ending.RESET);
                return;
            }
            Listener.start("fault-proxy-to-client", () -> forward(Direction.TO_CLIENT, server, client));
            forward(Direction.TO_SERVER, client, server);
        });
    }

    /** Takes the server's place without a word, until the client ends it or {@link #end} does. */
    void beginAsImpostor() {
        Listener.start("fault-proxy-impostor", () -> {
            try {
                InputStream in = client.getInputStream();
                long unused = in.transferTo(OutputStream.nullOutputStream());
                close();
            } catch (IOException e) {
                end(Ending.RESET);
            }
        });
    }

    private void forward(Direction direction, Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (isOpen()) { // what still comes after the end is read and dropped: else the end would be a reset
                    faults.read(direction);
                    forward(direction, buffer, count, out);
                }
            }
            faults.awaitFlow(direction);
            to.shutdownOutput();
            if (finished.incrementAndGet() == 2) {
                close();
            }
        } catch (IOException e) {
            end(Ending.RESET);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(Ending.RESET);
        }
    }

    private void forward(Direction direction, byte[] buffer, int count, OutputStream out)
            throws IOException, InterruptedException {
        int done = 0;
        while (done < count && isOpen()) {
            Faults.Passage passage = faults.pass(direction, count - done);
            out.write(buffer, done, passage.bytes());
            done += passage.bytes();
            if (passage.ending() != null) {
                end(passage.ending());
            }
        }
    }

    boolean isOpen() {
        return !ended.get();
    }

    /** Ends both sides, so that each sees it. */
    void end(Ending ending) {
        if (ended.compareAndSet(false, true)) {
            if (ending == Ending.RESET) {
                abort();
            } else {
                shutdown(client);
                shutdown(server);
            }
        }
    }

    private void close() throws IOException {
        ended.set(true);
        client.close();
        server.close();
        onEnd.accept(this);
    }

    /** Resets both sides, whatever was before. */
    void abort() {
        ended.set(true);
        reset(client);
        reset(server);
        onEnd.accept(this);
    }

    private static void shutdown(Socket socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // it has ended already
        }
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // it has ended already
        }
    }
}
