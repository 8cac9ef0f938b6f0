// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.wire.FrameWriter;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.function.Consumer;

/** Packets of a scripted server, numbered as they are added. */
final class Packets {
    private final PayloadWriter out = new PayloadWriter();
    private int sequence;

    Packets(int firstSequence) {
        sequence = firstSequence;
    }

    Packets add(Consumer<PayloadWriter> payload) {
        int start = FrameWriter.begin(out);
        payload.accept(out);
        sequence += FrameWriter.end(out, start, sequence);
        return this;
    }

    /** The next packet gets another id than the one that is due. */
    void skipSequence(int count) {
        sequence += count;
    }

    void sequence(int next) {
        sequence = next;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
