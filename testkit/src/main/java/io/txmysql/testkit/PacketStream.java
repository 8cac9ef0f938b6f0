// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import io.txmysql.protocol.wire.FrameReader;
import io.txmysql.protocol.wire.FrameWriter;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Packets on a blocking socket, with the means to spoil them: a limit after which the connection ends, and bytes that go
 * out one by one. Output waits until {@link #flush()}. Belongs to the thread of its connection.
 */
final class PacketStream {
    private static final int LONGEST_PAYLOAD = 1 << 30;
    private static final long UNLIMITED = Long.MAX_VALUE;

    private final Socket socket;
    private final IntConsumer onRead;
    private final InputStream in;
    private final OutputStream out;
    private final FrameReader frames = new FrameReader(LONGEST_PAYLOAD);
    private final PayloadWriter output = new PayloadWriter(1024);
    private int sequence;
    private long limit = UNLIMITED;
    private Ending ending = Ending.CLOSE;
    private boolean oneByteAtATime;

    /** @param onRead is told how many bytes each read gave */
    PacketStream(Socket socket, IntConsumer onRead) throws IOException {
        this.socket = socket;
        this.onRead = onRead;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        socket.setTcpNoDelay(true);
    }

    void oneByteAtATime() {
        oneByteAtATime = true;
    }

    /** The sequence id that the next packet written gets. */
    void sequence(int next) {
        sequence = next;
    }

    /** The sequence id that the next packet gets: after a read, that of the packet read plus one. */
    int sequence() {
        return sequence;
    }

    /** The next payload; its bytes are valid until the next call. Null at the end of the stream. */
    @Nullable
    PayloadReader read() throws IOException {
        while (!frames.next()) {
            byte[] array = frames.inputArray();
            int count = in.read(array, frames.inputOffset(), frames.inputSpace());
            if (count < 0) {
                return null;
            }
            onRead.accept(count);
            frames.received(count);
        }
        sequence = frames.lastSequence() + 1;
        PayloadReader payload = new PayloadReader();
        payload.reset(frames.array(), frames.offset(), frames.length());
        return payload;
    }

    /** Like {@link #read()}, where the end of the stream ends the conversation. */
    PayloadReader require() throws IOException {
        PayloadReader payload = read();
        if (payload == null) {
            throw new ConversationOver();
        }
        return payload;
    }

    void write(Consumer<PayloadWriter> payload) {
        int frame = FrameWriter.begin(output);
        payload.accept(output);
        sequence += FrameWriter.end(output, frame, sequence);
    }

    void writeRaw(byte[] bytes) {
        output.writeBytes(bytes);
    }

    /** After {@code bytes} more the connection ends. */
    void cutAfter(long bytes, Ending how) throws IOException {
        flush();
        limit = bytes;
        ending = how;
    }

    void flush() throws IOException {
        int count = (int) Math.min(output.position(), limit);
        boolean cut = limit <= output.position();
        if (oneByteAtATime) {
            for (int i = 0; i < count; i++) {
                out.write(output.array(), i, 1);
            }
        } else {
            out.write(output.array(), 0, count);
        }
        output.position(0);
        if (cut) {
            limit = UNLIMITED;
            end(ending);
        } else if (limit != UNLIMITED) {
            limit -= count;
        }
    }

    /** Ends the connection and leaves the conversation. */
    void end(Ending how) throws IOException {
        flush();
        if (how == Ending.RESET) {
            socket.setSoLinger(true, 0);
            socket.close();
        } else {
            // Closing with unread input would reset the connection: the client has to close first.
            socket.shutdownOutput();
            swallow();
            socket.close();
        }
        throw new ConversationOver();
    }

    /** Reads and forgets until the client closes. */
    void swallow() throws IOException {
        byte[] buffer = new byte[8192];
        int count = in.read(buffer);
        while (count >= 0) {
            count = in.read(buffer);
        }
    }
}
