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
 * text and of the binary protocol are equal. Immutable and safe for any thread.
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
     * The value as the Java type that its column's type has; null for NULL. Whole numbers come as the smallest of
     * {@code Integer}, {@code Long} and {@code BigInteger} that holds every value of the column's type, BINARY, BLOB and their
     * kin as {@code byte[]}, other character types, ENUM, SET and JSON as {@code String}, TIME as {@link Duration}, DATETIME
     * and TIMESTAMP as {@link LocalDateTime}.
     */
    @Nullable
    Object get(int index);

    /**
     * The value converted to a type; null for NULL.
     *
     * @param type a boxed type, {@code String}, {@code byte[]}, {@code BigInteger}, {@code BigDecimal} or one of
     *     {@code java.time}, where the value has such a form
     */
    <T> @Nullable T get(int index, Class<T> type);

    int getInt(int index);

    long getLong(int index);

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

    /** True for any number but 0; a column of type BOOLEAN is one of type TINYINT(1). */
    boolean getBoolean(int index);

    /** As {@link #getBoolean(int)}. */
    default boolean getBoolean(String name) {
        return getBoolean(indexOf(name));
    }

    /** The value as text; null for NULL. Every value that is not bytes has a text, which is the server's. */
    default @Nullable String getString(int index) {
        return get(index, String.class);
    }

    /** As {@link #getString(int)}. */
    default @Nullable String getString(String name) {
        return getString(indexOf(name));
    }

    /** The value's bytes, a copy of the caller's own; null for NULL. */
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

    /** A DATE, or the date of a DATETIME or TIMESTAMP; null for NULL. */
    default @Nullable LocalDate getLocalDate(int index) {
        return get(index, LocalDate.class);
    }

    /** As {@link #getLocalDate(int)}. */
    default @Nullable LocalDate getLocalDate(String name) {
        return getLocalDate(indexOf(name));
    }

    /** A DATETIME, or a TIMESTAMP in the session's time zone, with microseconds; null for NULL. */
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
