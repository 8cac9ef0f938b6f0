// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a command has changed in its session, as an {@link OkPacket} tells it.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_ok_packet.html#sect_protocol_basic_ok_packet_sessinfo">Session
 *     State Information</a>
 */
public sealed interface SessionStateChange {

    /** Writes this as an entry of its own: type, length, data. */
    void encode(PayloadWriter out);

    /** Reads all entries of the block of an OK packet. */
    static List<SessionStateChange> decodeAll(PayloadReader block) {
        List<SessionStateChange> changes = new ArrayList<>(4);
        while (block.hasRemaining()) {
            int type = block.readInt1();
            PayloadReader data = block.readLengthEncodedBlock();
            if (type == SystemVariable.TYPE) {
                while (data.hasRemaining()) {
                    changes.add(SystemVariable.decode(data));
                }
            } else {
                changes.add(decode(type, data));
                data.requireEnd();
            }
        }
        return changes;
    }

    private static SessionStateChange decode(int type, PayloadReader data) {
        return switch (type) {
            case Schema.TYPE -> new Schema(data.readLengthEncodedString());
            case StateChanged.TYPE ->
                new StateChanged(data.readRemainingString().equals(StateChanged.YES));
            case Gtids.TYPE -> Gtids.decode(data);
            case TransactionCharacteristics.TYPE -> new TransactionCharacteristics(data.readLengthEncodedString());
            case TransactionState.TYPE -> new TransactionState(data.readLengthEncodedString());
            default -> new Unknown(type, data.readRemainingBytes());
        };
    }

    private static void encodeText(PayloadWriter out, int type, String text) {
        encodeData(out, type, new PayloadWriter().writeLengthEncodedString(text));
    }

    private static void encodeData(PayloadWriter out, int type, PayloadWriter data) {
        out.writeInt1(type).writeLengthEncodedBytes(data.toByteArray());
    }

    /** A session variable has a new value. One entry on the wire may hold several of them. */
    record SystemVariable(String name, String value) implements SessionStateChange {
        static final int TYPE = 0;

        static SystemVariable decode(PayloadReader data) {
            String name = data.readLengthEncodedString();
            return new SystemVariable(name, data.readLengthEncodedString());
        }

        @Override
        public void encode(PayloadWriter out) {
            encodeData(
                    out,
                    TYPE,
                    new PayloadWriter().writeLengthEncodedString(name).writeLengthEncodedString(value));
        }
    }

    /** The default database is another; empty: there is none any more. */
    record Schema(String name) implements SessionStateChange {
        static final int TYPE = 1;

        @Override
        public void encode(PayloadWriter out) {
            encodeText(out, TYPE, name);
        }
    }

    /** Whether the session has state now that another session would lack. Its text has no length of its own. */
    record StateChanged(boolean changed) implements SessionStateChange {
        static final int TYPE = 2;
        static final String YES = "1";

        @Override
        public void encode(PayloadWriter out) {
            encodeData(out, TYPE, new PayloadWriter().writeString(changed ? YES : "0"));
        }
    }

    /** The GTIDs that the command has produced or seen. */
    record Gtids(String gtids) implements SessionStateChange {
        static final int TYPE = 3;
        private static final int TEXT_FORM = 0;

        static SessionStateChange decode(PayloadReader data) {
            if (data.peek() != TEXT_FORM) {
                return new Unknown(TYPE, data.readRemainingBytes());
            }
            data.skip(1);
            return new Gtids(data.readLengthEncodedString());
        }

        @Override
        public void encode(PayloadWriter out) {
            encodeData(out, TYPE, new PayloadWriter().writeInt1(TEXT_FORM).writeLengthEncodedString(gtids));
        }
    }

    /** The statements that would begin the open transaction again, such as {@code START TRANSACTION READ ONLY;}. */
    record TransactionCharacteristics(String statements) implements SessionStateChange {
        static final int TYPE = 4;

        @Override
        public void encode(PayloadWriter out) {
            encodeText(out, TYPE, statements);
        }
    }

    /** Eight characters that say what the transaction has done so far; {@code ________} outside of one. */
    record TransactionState(String state) implements SessionStateChange {
        static final int TYPE = 5;

        @Override
        public void encode(PayloadWriter out) {
            encodeText(out, TYPE, state);
        }
    }

    /** A tracker that is newer than this driver. */
    @SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare its content
    record Unknown(int type, byte[] data) implements SessionStateChange {
        @Override
        public void encode(PayloadWriter out) {
            out.writeInt1(type).writeLengthEncodedBytes(data);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Unknown that && type == that.type && Arrays.equals(data, that.data);
        }

        @Override
        public int hashCode() {
            return 31 * type + Arrays.hashCode(data);
        }

        @Override
        public String toString() {
            return "Unknown[type=" + type + ", " + data.length + " bytes]";
        }
    }
}
