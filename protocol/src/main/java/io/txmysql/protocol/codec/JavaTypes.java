// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.type.MySQLDateTime;
import io.txmysql.protocol.type.MySQLTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The Java types that a cell can be asked for, each made from one canonical value. A narrowing that would change the
 * value fails; only a DECIMAL, DOUBLE or BIGINT read as a floating-point number is rounded, as Java does it.
 */
final class JavaTypes {
    private static final Map<Class<?>, Reader> READERS = new HashMap<>();

    static {
        register(long.class, Long.class, (c, d, i) -> c.integer(d, i, long.class));
        register(int.class, Integer.class, JavaTypes::toInt);
        register(short.class, Short.class, JavaTypes::toShort);
        register(byte.class, Byte.class, JavaTypes::toByte);
        register(double.class, Double.class, (c, d, i) -> c.real(d, i, double.class));
        register(float.class, Float.class, (c, d, i) -> c.singleReal(d, i, float.class));
        register(boolean.class, Boolean.class, (c, d, i) -> c.truth(d, i, boolean.class));
        READERS.put(Object.class, ColumnCodec::value);
        READERS.put(String.class, ColumnCodec::text);
        READERS.put(byte[].class, ColumnCodec::bytes);
        READERS.put(ByteBuffer.class, (c, d, i) -> ByteBuffer.wrap(c.bytes(d, i)));
        READERS.put(BigInteger.class, (c, d, i) -> c.bigInteger(d, i, BigInteger.class));
        READERS.put(BigDecimal.class, (c, d, i) -> c.decimal(d, i, BigDecimal.class));
        READERS.put(LocalDate.class, JavaTypes::localDate);
        READERS.put(LocalDateTime.class, JavaTypes::localDateTime);
        READERS.put(MySQLDateTime.class, (c, d, i) -> c.dateTime(d, i, MySQLDateTime.class));
        READERS.put(LocalTime.class, JavaTypes::localTime);
        READERS.put(Duration.class, JavaTypes::duration);
        READERS.put(MySQLTime.class, (c, d, i) -> c.time(d, i, MySQLTime.class));
        READERS.put(Year.class, JavaTypes::year);
        READERS.put(BitSet.class, JavaTypes::bitSet);
    }

    private JavaTypes() {}

    /** Reads a cell that is not NULL. */
    @FunctionalInterface
    interface Reader {
        Object read(ColumnCodec codec, byte[] data, int cell);
    }

    static Reader of(ColumnCodec codec, Class<?> type) {
        Reader reader = READERS.get(type);
        if (reader == null) {
            throw codec.cannot(type);
        }
        return reader;
    }

    static Set<Class<?>> supported() {
        return READERS.keySet();
    }

    static int toInt(ColumnCodec codec, byte[] data, int cell) {
        long value = codec.integer(data, cell, int.class);
        if ((int) value != value) {
            throw codec.outOfRange(int.class);
        }
        return (int) value;
    }

    static short toShort(ColumnCodec codec, byte[] data, int cell) {
        long value = codec.integer(data, cell, short.class);
        if ((short) value != value) {
            throw codec.outOfRange(short.class);
        }
        return (short) value;
    }

    static byte toByte(ColumnCodec codec, byte[] data, int cell) {
        long value = codec.integer(data, cell, byte.class);
        if ((byte) value != value) {
            throw codec.outOfRange(byte.class);
        }
        return (byte) value;
    }

    static LocalDate localDate(ColumnCodec codec, byte[] data, int cell) {
        MySQLDateTime value = codec.dateTime(data, cell, LocalDate.class);
        if (!value.isMidnight()) {
            throw codec.error(LocalDate.class, "holds a time of day, which is lost in a", null);
        }
        return calendarDate(codec, value, LocalDate.class);
    }

    static LocalDateTime localDateTime(ColumnCodec codec, byte[] data, int cell) {
        MySQLDateTime value = codec.dateTime(data, cell, LocalDateTime.class);
        LocalDate date = calendarDate(codec, value, LocalDateTime.class);
        return date.atTime(value.hour(), value.minute(), value.second(), value.microsecond() * 1000);
    }

    static LocalTime localTime(ColumnCodec codec, byte[] data, int cell) {
        MySQLTime value = codec.time(data, cell, LocalTime.class);
        Duration span = duration(value);
        if (span.isNegative() || span.toDays() > 0) {
            throw codec.outOfRange(LocalTime.class);
        }
        return LocalTime.ofNanoOfDay(span.toNanos());
    }

    static Duration duration(ColumnCodec codec, byte[] data, int cell) {
        return duration(codec.time(data, cell, Duration.class));
    }

    /** The one place that decides what becomes of a date that is in no calendar. */
    private static LocalDate calendarDate(ColumnCodec codec, MySQLDateTime value, Class<?> asked) {
        if (value.isZeroDate()) {
            throw codec.error(asked, "holds a zero date, which exists only in MySQL and not as a", null);
        }
        try {
            return LocalDate.of(value.year(), value.month(), value.day());
        } catch (DateTimeException e) {
            throw codec.malformed(asked);
        }
    }

    private static Duration duration(MySQLTime value) {
        long seconds = value.hours() * 3600L + value.minutes() * 60L + value.seconds();
        Duration magnitude = Duration.ofSeconds(seconds, value.microseconds() * 1000L);
        return value.negative() ? magnitude.negated() : magnitude;
    }

    private static Year year(ColumnCodec codec, byte[] data, int cell) {
        long value = codec.integer(data, cell, Year.class);
        if (value < Year.MIN_VALUE || value > Year.MAX_VALUE) {
            throw codec.outOfRange(Year.class);
        }
        return Year.of((int) value);
    }

    private static BitSet bitSet(ColumnCodec codec, byte[] data, int cell) {
        byte[] bigEndian = codec.bits(data, cell, BitSet.class);
        BitSet bits = new BitSet(bigEndian.length * 8);
        for (int i = 0; i < bigEndian.length * 8; i++) {
            bits.set(i, (bigEndian[bigEndian.length - 1 - i / 8] >> i % 8 & 1) != 0);
        }
        return bits;
    }

    private static void register(Class<?> primitive, Class<?> boxed, Reader reader) {
        READERS.put(primitive, reader);
        READERS.put(boxed, reader);
    }
}
