// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import io.txmysql.protocol.type.ColumnMetadata;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of a result. Columns are asked for by index from 0, or by the name they have in the statement: exactly as
 * written, else ignoring case, and of several the first. A value is decoded when it is asked for, every time; values of the
 * text and of the binary protocol are equal (but for FLOAT, of which a text has six digits). Immutable and safe for any thread.
 *
 * <p>Every getter fails with {@link io.txmysql.protocol.error.NoSuchColumnException}, which lists the columns there are, if
 * there is no such column; and with {@link io.txmysql.protocol.error.ValueConversionException} if the value is not of that
 * kind or does not fit: a BIGINT of 2^31 has no {@code int}, 1.5 has no {@code long}, and NULL has no primitive value.
 *
 * <pre>{@code
 * int id = row.getInt("id");
 * String name = row.getString(1);                  // null for NULL
 * Integer parent = row.get("parent", Integer.class); // null for NULL
 * }</pre>
 *
 * <p>{@code toString} reads {@code {id=1, name=bash}}, long values shortened. It shows data, so it does not belong into logs.
 */
public interface Row {

    /** The columns of the result that this row belongs to. */
    List<ColumnMetadata> columns();

    /** The index, from 0, of the column with that name. */
    int indexOf(String name);

    boolean isNull(int index);

    /**
     * The value as the Java type that its column's type has; null for NULL.
     *
     * <table>
     *   <caption>Java types</caption>
     *   <tr><th>column</th><th>Java</th></tr>
     *   <tr><td>TINYINT to INT, YEAR</td><td>{@code Integer}</td></tr>
     *   <tr><td>INT UNSIGNED, BIGINT</td><td>{@code Long}</td></tr>
     *   <tr><td>BIGINT UNSIGNED</td><td>{@code BigInteger}</td></tr>
     *   <tr><td>FLOAT, DOUBLE, DECIMAL</td><td>{@code Float}, {@code Double}, {@code BigDecimal}</td></tr>
     *   <tr><td>BIT(1), to BIT(63), BIT(64)</td><td>{@code Boolean}, {@code Long}, {@code BigInteger}</td></tr>
     *   <tr><td>DATE, DATETIME and TIMESTAMP, TIME</td><td>{@code LocalDate}, {@code LocalDateTime}, {@code Duration}</td></tr>
     *   <tr><td>CHAR, VARCHAR, TEXT, ENUM, SET, JSON</td><td>{@code String}</td></tr>
     *   <tr><td>BINARY, VARBINARY, BLOB, everything else</td><td>{@code byte[]}</td></tr>
     * </table>
     */
    @Nullable
    Object get(int index);

    /**
     * The value converted to a type; null for NULL. A narrowing that would change the value fails.
     *
     * @param type a boxed or primitive type (which has no NULL), {@code String}, {@code byte[]}, {@code ByteBuffer}, {@code
     *     BigInteger}, {@code BigDecimal}, {@code BitSet}, {@code LocalDate}, {@code LocalDateTime}, {@code LocalTime}, {@code
     *     Duration}, {@code Year}, or a value type of {@link io.txmysql.protocol.type}
     */
    <T> @Nullable T get(int index, Class<T> type);

    int getInt(int index);

    long getLong(int index);

    /** Rounded to the nearest where the column holds more digits. */
    double getDouble(int index);

    default boolean isNull(String name) {
        return isNull(indexOf(name));
    }

    /** As {@link #get(int)}. */
    default @Nullable Object get(String name) {
        return get(indexOf(name));
    }

    /** As {@link #get(int, Class)}. */
    default <T> @Nullable T get(String name, Class<T> type) {
        return get(indexOf(name), type);
    }

    default int getInt(String name) {
        return getInt(indexOf(name));
    }

    default long getLong(String name) {
        return getLong(indexOf(name));
    }

    default double getDouble(String name) {
        return getDouble(indexOf(name));
    }

    /** False for a number that is 0, true for any other; a string may also spell the words. BOOLEAN is TINYINT(1). */
    boolean getBoolean(int index);

    /** As {@link #getBoolean(int)}. */
    default boolean getBoolean(String name) {
        return getBoolean(indexOf(name));
    }

    /** The value as the server writes it as text; null for NULL. Bytes are read as UTF-8, if they are. */
    default @Nullable String getString(int index) {
        return get(index, String.class);
    }

    /** As {@link #getString(int)}. */
    default @Nullable String getString(String name) {
        return getString(indexOf(name));
    }

    /** The bytes of a string, a copy of the caller's own; of another type those of its text. Null for NULL. */
    default byte @Nullable [] getBytes(int index) {
        return get(index, byte[].class);
    }

    /** As {@link #getBytes(int)}. */
    default byte @Nullable [] getBytes(String name) {
        return getBytes(indexOf(name));
    }

    /** Any number, exactly; null for NULL. */
    default @Nullable BigDecimal getBigDecimal(int index) {
        return get(index, BigDecimal.class);
    }

    /** As {@link #getBigDecimal(int)}. */
    default @Nullable BigDecimal getBigDecimal(String name) {
        return getBigDecimal(indexOf(name));
    }

    /** A DATE, or a DATETIME or TIMESTAMP at midnight; null for NULL. A date that is in no calendar, such as zero, fails. */
    default @Nullable LocalDate getLocalDate(int index) {
        return get(index, LocalDate.class);
    }

    /** As {@link #getLocalDate(int)}. */
    default @Nullable LocalDate getLocalDate(String name) {
        return getLocalDate(indexOf(name));
    }

    /** A DATETIME, or a TIMESTAMP in the session's time zone; microseconds. Null for NULL. */
    default @Nullable LocalDateTime getLocalDateTime(int index) {
        return get(index, LocalDateTime.class);
    }

    /** As {@link #getLocalDateTime(int)}. */
    default @Nullable LocalDateTime getLocalDateTime(String name) {
        return getLocalDateTime(indexOf(name));
    }

    /** A TIME, from -838:59:59 to 838:59:59 with microseconds; null for NULL. */
    default @Nullable Duration getDuration(int index) {
        return get(index, Duration.class);
    }

    /** As {@link #getDuration(int)}. */
    default @Nullable Duration getDuration(String name) {
        return getDuration(indexOf(name));
    }
}
