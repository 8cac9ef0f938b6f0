// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.error.InvalidStatementException;
import io.txmysql.protocol.wire.PayloadWriter;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a prepared statement as COM_STMT_EXECUTE carries them: NULL bitmap, the flag that types follow, types,
 * values. Encoded on the caller's thread, so that a bad argument fails at the call; immutable after that.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_execute.html">COM_STMT_EXECUTE</a>
 */
public final class ParameterBlock {
    /** For a statement without markers; it has no bytes at all. */
    public static final ParameterBlock EMPTY = new ParameterBlock(0, new byte[0]);

    private static final int MAX_PARAMETERS = 0xFFFF;
    private static final int UNSIGNED = 0x80;

    private final int count;
    private final byte[] bytes;

    private ParameterBlock(int count, byte[] bytes) {
        this.count = count;
        this.bytes = bytes;
    }

    /**
     * Encodes the arguments, in the order of the markers. Supported are null, Boolean, all numbers of the JDK that have a
     * value of their own, CharSequence, Character, enums (by name), {@code byte[]}, ByteBuffer (what remains, left
     * unread), LocalDate, LocalDateTime, LocalTime, Duration (as TIME), MySQLDateTime, MySQLTime, Year, UUID (as text),
     * BitSet (as a number).
     *
     * @throws InvalidStatementException if an argument has no form in MySQL, naming its index and class
     */
    public static ParameterBlock encode(@Nullable Object... args) {
        if (args.length == 0) {
            return EMPTY;
        }
        if (args.length > MAX_PARAMETERS) {
            throw ArgumentTypes.tooMany(args.length, MAX_PARAMETERS);
        }
        Argument[] arguments = new Argument[args.length];
        for (int i = 0; i < args.length; i++) {
            arguments[i] = ArgumentTypes.canonical(i, args[i]);
        }
        return new ParameterBlock(args.length, write(arguments));
    }

    private static byte[] write(Argument[] arguments) {
        int bitmapLength = (arguments.length + 7) / 8;
        PayloadWriter out = new PayloadWriter(bitmapLength + 1 + arguments.length * 12);
        out.writeZeros(bitmapLength).writeInt1(1);
        for (Argument argument : arguments) {
            out.writeInt1(argument.type().code()).writeInt1(argument.isUnsigned() ? UNSIGNED : 0);
        }
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] == Argument.Null.NULL) {
                out.array()[i / 8] |= (byte) (1 << i % 8);
            } else {
                arguments[i].writeTo(out);
            }
        }
        return out.toByteArray();
    }

    /** How many arguments there are. */
    public int count() {
        return count;
    }

    /** The block itself, not a copy: it is written to the wire and never changed. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "ParameterBlock[" + count + " arguments, " + bytes.length + " bytes]";
    }
}
