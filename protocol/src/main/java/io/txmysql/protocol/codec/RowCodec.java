// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.NoSuchColumnException;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a result, resolved once: its columns, how each is decoded, the index of their names. Immutable, for any
 * thread.
 *
 * <p>A row is located once: {@link #locate} checks all of it and notes where each cell begins. The getters then decode
 * straight from the bytes, when they are asked; {@code data} and {@code cell} must come from {@code locate}, and
 * {@code column} counts from 0. They raise {@link io.txmysql.protocol.error.ValueConversionException} where the value
 * does not fit the Java type or has no conversion to it, and where a primitive is asked for and the value is NULL. Text
 * rows and binary rows give equal values, but for a FLOAT, of which a server writes only six digits into a text row.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html">Binary Protocol
 *     Resultset</a>
 */
public final class RowCodec {
    /** The cell of a NULL. */
    public static final int NULL_CELL = -1;

    private static final int BITMAP_OFFSET = 2;
    private static final int MAX_NAMES_LISTED = 50;

    private final RowFormat format;
    private final List<ColumnMetadata> columns;
    private final ColumnCodec[] codecs;

    /** {@link ColumnCodec#binaryWidth} of each, for the loop over the cells of a row. */
    private final int[] binaryWidths;

    private final Map<String, Integer> indexes;

    private RowCodec(RowFormat format, List<ColumnMetadata> columns) {
        this.format = format;
        this.columns = List.copyOf(columns);
        this.codecs = new ColumnCodec[columns.size()];
        this.binaryWidths = new int[columns.size()];
        this.indexes = new HashMap<>(columns.size() * 2);
        for (int i = 0; i < codecs.length; i++) {
            codecs[i] = ColumnCodec.of(format, columns.get(i));
            binaryWidths[i] = codecs[i].binaryWidth();
            indexes.putIfAbsent(columns.get(i).name(), i);
        }
    }

    public static RowCodec of(RowFormat format, List<ColumnMetadata> columns) {
        return new RowCodec(format, columns);
    }

    public RowFormat format() {
        return format;
    }

    public List<ColumnMetadata> columns() {
        return columns;
    }

    /** The number of columns. */
    public int size() {
        return codecs.length;
    }

    /**
     * The index, from 0, of the column of that name: written exactly so, else in other capitals; the first of several.
     *
     * @throws NoSuchColumnException whose message lists the names that exist
     */
    public int indexOf(String name) {
        Integer index = indexes.get(name);
        if (index != null) {
            return index;
        }
        for (int i = 0; i < codecs.length; i++) {
            if (columns.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw noSuchColumn(name);
    }

    /**
     * Walks one row's payload, checks all of it, and writes for each column where its cell begins, or
     * {@link #NULL_CELL}. The row must be consumed exactly.
     *
     * @param row stands before the row's first byte
     * @param base the position in the reader's array from which offsets are counted
     * @param cells receives {@link #size()} offsets
     * @param from where in {@code cells} the first one goes
     * @throws MalformedPacketException if the row is not what the columns say
     */
    public void locate(PayloadReader row, int base, int[] cells, int from) {
        if (format == RowFormat.TEXT) {
            locateText(row, base, cells, from);
        } else {
            locateBinary(row, base, cells, from);
        }
        row.requireEnd();
    }

    private void locateText(PayloadReader row, int base, int[] cells, int from) {
        for (int i = 0; i < codecs.length; i++) {
            if (row.peek() == PayloadReader.NULL_VALUE) {
                row.skip(1);
                cells[from + i] = NULL_CELL;
            } else {
                cells[from + i] = row.position() - base;
                row.skip(row.readLength());
            }
        }
    }

    private void locateBinary(PayloadReader row, int base, int[] cells, int from) {
        if (row.readInt1() != 0) {
            throw new MalformedPacketException("a binary row begins with a zero byte");
        }
        byte[] data = row.array();
        int bitmap = row.position();
        row.skip((codecs.length + BITMAP_OFFSET + 7) / 8);
        for (int i = 0; i < codecs.length; i++) {
            int bit = i + BITMAP_OFFSET;
            if ((data[bitmap + bit / 8] >> bit % 8 & 1) != 0) {
                cells[from + i] = NULL_CELL;
            } else {
                cells[from + i] = row.position() - base;
                if (binaryWidths[i] > 0) {
                    row.skip(binaryWidths[i]);
                } else {
                    skipLengthEncoded(row, codecs[i]);
                }
            }
        }
    }

    private static void skipLengthEncoded(PayloadReader row, ColumnCodec codec) {
        boolean oneByte = row.peek() < PayloadReader.NULL_VALUE;
        int length = row.readLength();
        if (!codec.isBinaryLength(length, oneByte)) {
            throw new MalformedPacketException(
                    "a " + SqlTypeName.of(codec.column) + " cannot have " + length + " bytes");
        }
        row.skip(length);
    }

    public long getLong(byte[] data, int cell, int column) {
        return notNull(cell, column, long.class).integer(data, cell, long.class);
    }

    public int getInt(byte[] data, int cell, int column) {
        return JavaTypes.toInt(notNull(cell, column, int.class), data, cell);
    }

    public short getShort(byte[] data, int cell, int column) {
        return JavaTypes.toShort(notNull(cell, column, short.class), data, cell);
    }

    public byte getByte(byte[] data, int cell, int column) {
        return JavaTypes.toByte(notNull(cell, column, byte.class), data, cell);
    }

    /** Rounded to the nearest double where the column holds more digits. */
    public double getDouble(byte[] data, int cell, int column) {
        return notNull(cell, column, double.class).real(data, cell, double.class);
    }

    /** Rounded to the nearest float where the column holds more digits; fails beyond a float's range. */
    public float getFloat(byte[] data, int cell, int column) {
        return notNull(cell, column, float.class).singleReal(data, cell, float.class);
    }

    /** False for a number that is zero, true for any other; strings may also spell the two words. */
    public boolean getBoolean(byte[] data, int cell, int column) {
        return notNull(cell, column, boolean.class).truth(data, cell, boolean.class);
    }

    /** What the server writes in a text row; of a BIT the number, of bytes their characters if they are UTF-8. */
    public @Nullable String getString(byte[] data, int cell, int column) {
        return cell == NULL_CELL ? null : codecs[column].text(data, cell);
    }

    /** The bytes of strings and of a BIT; of all other types the characters of {@link #getString}. */
    public byte @Nullable [] getBytes(byte[] data, int cell, int column) {
        return cell == NULL_CELL ? null : codecs[column].bytes(data, cell);
    }

    /**
     * The value in the column's default Java type. TINYINT to INT and YEAR: Integer; INT UNSIGNED and BIGINT: Long;
     * BIGINT UNSIGNED: BigInteger; DECIMAL: BigDecimal; FLOAT, DOUBLE: Float, Double; DATE: LocalDate; DATETIME,
     * TIMESTAMP: LocalDateTime; TIME: Duration; BIT(1): Boolean, to BIT(63): Long, BIT(64): BigInteger; strings, ENUM,
     * SET, JSON: String; all else: {@code byte[]}.
     */
    public @Nullable Object get(byte[] data, int cell, int column) {
        return cell == NULL_CELL ? null : codecs[column].value(data, cell);
    }

    /**
     * The value as one of the Java types Long, Integer, Short, Byte, Double, Float, Boolean (or their primitives),
     * BigInteger, BigDecimal, String, {@code byte[]}, ByteBuffer, LocalDate, LocalDateTime, LocalTime, Duration, Year,
     * BitSet, MySQLDateTime, MySQLTime, Object. Null for a NULL, but not where a primitive was asked for.
     */
    @SuppressWarnings("unchecked") // a reader returns what it is registered for; Class.cast refuses primitives
    public <T> @Nullable T get(byte[] data, int cell, int column, Class<T> type) {
        JavaTypes.Reader reader = JavaTypes.of(codecs[column], type);
        if (cell == NULL_CELL) {
            if (type.isPrimitive()) {
                throw codecs[column].isNull(type);
            }
            return null;
        }
        return (T) reader.read(codecs[column], data, cell);
    }

    private ColumnCodec notNull(int cell, int column, Class<?> asked) {
        ColumnCodec codec = codecs[column];
        if (cell == NULL_CELL) {
            throw codec.isNull(asked);
        }
        return codec;
    }

    private NoSuchColumnException noSuchColumn(String name) {
        String names = columns.stream()
                .limit(MAX_NAMES_LISTED)
                .map(column -> "`" + column.name() + "`")
                .collect(Collectors.joining(", "));
        String more = columns.size() > MAX_NAMES_LISTED ? ", …" : "";
        return new NoSuchColumnException(
                "no column `" + name + "`; there are " + (names.isEmpty() ? "none" : names + more),
                ErrorContext.decoding(),
                null);
    }
}
