// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;

/**
 * What a packet from the server is, told by its first byte and by what it may be at that place: the same byte means
 * different things in different places. Each method looks at the payload without moving its reader, and throws
 * {@link MalformedPacketException} for what must not be there.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_response_packets.html">Generic
 *     Response Packets</a>
 */
public enum ReplyHeader {
    /** {@link HandshakeV10}. */
    GREETING,
    /** {@link OkPacket}; after COM_STMT_PREPARE {@link StatementPrepareOk}. */
    OK,
    /** {@link ErrPacket}. */
    ERR,
    /** {@link AuthSwitchRequest}. */
    AUTH_SWITCH,
    /** {@link AuthMoreData}. */
    AUTH_MORE_DATA,
    /** {@link LocalInfileRequest}. */
    LOCAL_INFILE,
    /** {@link ColumnCount}. */
    RESULT_SET,
    /** {@link ColumnDefinition41}. */
    COLUMN_DEFINITION,
    /** {@link TextRow} or {@link BinaryRow}. */
    ROW,
    /** {@link EofPacket}; after rows, with {@link Capabilities#CLIENT_DEPRECATE_EOF}, {@link OkPacket}. */
    END;

    /** From this length on a payload was split over several packets; an OK packet never is. */
    private static final int SPLIT_LENGTH = 0xFFFFFF;

    /** The first packet of a session: GREETING or ERR. */
    public static ReplyHeader ofGreeting(PayloadReader in) {
        return in.peek() == ErrPacket.HEADER ? ERR : GREETING;
    }

    /** An answer within the login or to COM_CHANGE_USER: OK, ERR, AUTH_SWITCH or AUTH_MORE_DATA. */
    public static ReplyHeader ofLogin(PayloadReader in) {
        int first = in.peek();
        return switch (first) {
            case OkPacket.HEADER -> OK;
            case ErrPacket.HEADER -> ERR;
            case AuthSwitchRequest.HEADER -> AUTH_SWITCH;
            case AuthMoreData.HEADER -> AUTH_MORE_DATA;
            default -> throw unexpected(first, "an answer of the login");
        };
    }

    /** The first packet that answers a command: OK, ERR, LOCAL_INFILE or RESULT_SET. */
    public static ReplyHeader ofCommand(PayloadReader in) {
        int first = in.peek();
        return switch (first) {
            case OkPacket.HEADER -> OK;
            case ErrPacket.HEADER -> ERR;
            case LocalInfileRequest.HEADER -> LOCAL_INFILE;
            case EofPacket.HEADER -> throw unexpected(first, "the answer of a command");
            default -> RESULT_SET;
        };
    }

    /** The first packet that answers COM_STMT_PREPARE: OK or ERR. */
    public static ReplyHeader ofPrepare(PayloadReader in) {
        int first = in.peek();
        return switch (first) {
            case StatementPrepareOk.HEADER -> OK;
            case ErrPacket.HEADER -> ERR;
            default -> throw unexpected(first, "the answer of COM_STMT_PREPARE");
        };
    }

    /** A packet where definitions of columns or parameters come, or the EOF after them: COLUMN_DEFINITION, END or ERR. */
    public static ReplyHeader ofDefinition(PayloadReader in) {
        int first = in.peek();
        return switch (first) {
            case EofPacket.HEADER -> END;
            case ErrPacket.HEADER -> ERR;
            default -> COLUMN_DEFINITION;
        };
    }

    /**
     * A packet where rows of COM_QUERY come: ROW, END or ERR. A row may begin with 0xFE too, the length of a first value
     * of 16 MiB and more; it is the longer one.
     */
    public static ReplyHeader ofTextRow(PayloadReader in, long capabilities) {
        return switch (in.peek()) {
            case EofPacket.HEADER -> isEnd(in, capabilities) ? END : ROW;
            case ErrPacket.HEADER -> ERR;
            default -> ROW;
        };
    }

    /** A packet where rows of COM_STMT_EXECUTE come: ROW, END or ERR. */
    public static ReplyHeader ofBinaryRow(PayloadReader in, long capabilities) {
        int first = in.peek();
        if (first == BinaryRow.HEADER) {
            return ROW;
        }
        if (first == ErrPacket.HEADER) {
            return ERR;
        }
        if (first == EofPacket.HEADER && isEnd(in, capabilities)) {
            return END;
        }
        throw unexpected(first, "a binary row");
    }

    private static boolean isEnd(PayloadReader in, long capabilities) {
        return Capabilities.has(capabilities, Capabilities.CLIENT_DEPRECATE_EOF)
                ? in.length() < SPLIT_LENGTH
                : in.length() <= EofPacket.LONGEST;
    }

    private static MalformedPacketException unexpected(int first, String place) {
        return new MalformedPacketException(
                "0x" + Integer.toHexString(first) + ", in a payload's first byte, does not begin " + place);
    }
}
