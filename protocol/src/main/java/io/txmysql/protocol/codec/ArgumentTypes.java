// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.InvalidStatementException;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.type.MySQLDateTime;
import io.txmysql.protocol.type.MySQLTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Java types that an argument may have, each turned into one canonical {@link Argument}. Fractions of a second are
 * cut after the microsecond, as the server holds no more.
 */
final class ArgumentTypes {
    private static final int MAX_YEAR = 9999;
    private static final int MAX_PLAIN_SCALE = 100;
    private static final Duration MAX_TIME = Duration.ofSeconds(MySQLTime.MAX_HOURS * 3600L + 3599, 999_999_999);
    private static final Map<Class<?>, Function<Object, Argument>> CONVERSIONS = new HashMap<>();

    static {
        register(Boolean.class, Argument.Truth::new);
        register(Byte.class, value -> new Argument.Whole(FieldType.TINY, value, false));
        register(Short.class, value -> new Argument.Whole(FieldType.SHORT, value, false));
        register(Integer.class, value -> new Argument.Whole(FieldType.LONG, value, false));
        register(Long.class, value -> new Argument.Whole(FieldType.LONGLONG, value, false));
        register(BigInteger.class, ArgumentTypes::ofBigInteger);
        register(BigDecimal.class, ArgumentTypes::ofBigDecimal);
        register(Float.class, ArgumentTypes::ofFloat);
        register(Double.class, ArgumentTypes::ofDouble);
        register(String.class, ArgumentTypes::ofText);
        register(Character.class, value -> ofText(value.toString()));
        register(UUID.class, value -> ofText(value.toString()));
        register(byte[].class, Argument.Bytes::new);
        register(LocalDate.class, ArgumentTypes::ofDate);
        register(LocalDateTime.class, ArgumentTypes::ofDateTime);
        register(LocalTime.class, value -> ofDuration(Duration.ofNanos(value.toNanoOfDay())));
        register(Duration.class, ArgumentTypes::ofDuration);
        register(MySQLDateTime.class, Argument.DateTime::new);
        register(MySQLTime.class, Argument.Time::new);
        register(Year.class, value -> new Argument.Whole(FieldType.LONG, value.getValue(), false));
        register(BitSet.class, ArgumentTypes::ofBits);
    }

    private ArgumentTypes() {}

    /**
     * The canonical form of an argument.
     *
     * @param index from 0; messages count from 1
     * @throws InvalidStatementException naming index and class, never the value
     */
    static Argument canonical(int index, @Nullable Object value) {
        if (value == null) {
            return Argument.Null.NULL;
        }
        try {
            Function<Object, Argument> conversion = CONVERSIONS.get(value.getClass());
            return conversion != null ? conversion.apply(value) : ofSubclass(value);
        } catch (UnsupportedArgument e) {
            throw new InvalidStatementException(
                    "argument " + (index + 1) + " of class " + value.getClass().getTypeName() + " " + e.getMessage(),
                    ErrorContext.local(null),
                    null);
        }
    }

    static InvalidStatementException tooMany(int count, int max) {
        return new InvalidStatementException(
                count + " arguments, a statement has " + max + " at most", ErrorContext.local(null), null);
    }

    private static Argument ofSubclass(Object value) {
        if (value instanceof CharSequence) {
            return ofText(value.toString());
        }
        if (value instanceof Enum<?> constant) {
            return ofText(constant.name());
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return new Argument.Bytes(bytes);
        }
        throw new UnsupportedArgument("is not supported");
    }

    private static Argument ofText(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    throw new UnsupportedArgument("has half of a surrogate pair, which is no character");
                }
                i++;
            }
        }
        return new Argument.Text(value);
    }

    private static Argument ofBigInteger(BigInteger value) {
        if (value.bitLength() < Long.SIZE) {
            return new Argument.Whole(FieldType.LONGLONG, value.longValue(), false);
        }
        if (value.signum() > 0 && value.bitLength() == Long.SIZE) {
            return new Argument.Whole(FieldType.LONGLONG, value.longValue(), true);
        }
        return new Argument.Decimal(value.toString());
    }

    private static Argument ofBigDecimal(BigDecimal value) {
        boolean plain = Math.abs((long) value.scale()) <= MAX_PLAIN_SCALE;
        return new Argument.Decimal(plain ? value.toPlainString() : value.toString());
    }

    private static Argument ofFloat(Float value) {
        if (value.isNaN() || value.isInfinite()) {
            throw new UnsupportedArgument("is not a finite number");
        }
        return new Argument.Single(value);
    }

    private static Argument ofDouble(Double value) {
        if (value.isNaN() || value.isInfinite()) {
            throw new UnsupportedArgument("is not a finite number");
        }
        return new Argument.Real(value);
    }

    private static Argument ofDate(LocalDate value) {
        return new Argument.Date(dateTime(value.atStartOfDay()));
    }

    private static Argument ofDateTime(LocalDateTime value) {
        return new Argument.DateTime(dateTime(value));
    }

    private static MySQLDateTime dateTime(LocalDateTime value) {
        if (value.getYear() < 0 || value.getYear() > MAX_YEAR) {
            throw new UnsupportedArgument("has a year beyond 0 to " + MAX_YEAR);
        }
        return new MySQLDateTime(
                value.getYear(),
                value.getMonthValue(),
                value.getDayOfMonth(),
                value.getHour(),
                value.getMinute(),
                value.getSecond(),
                value.getNano() / 1000);
    }

    private static Argument ofDuration(Duration value) {
        boolean negative = value.isNegative();
        if (value.compareTo(MAX_TIME) > 0 || value.compareTo(MAX_TIME.negated()) < 0) {
            throw new UnsupportedArgument("is beyond the range of TIME, 838:59:59.999999");
        }
        Duration magnitude = value.abs();
        int micros = magnitude.getNano() / 1000;
        boolean zero = magnitude.getSeconds() == 0 && micros == 0;
        return new Argument.Time(new MySQLTime(
                negative && !zero,
                (int) magnitude.toHours(),
                magnitude.toMinutesPart(),
                magnitude.toSecondsPart(),
                micros));
    }

    /** A number, as which it suits a BIT column and every comparison. */
    private static Argument ofBits(BitSet value) {
        if (value.length() > Long.SIZE) {
            throw new UnsupportedArgument("has more than 64 bits");
        }
        long bits = value.isEmpty() ? 0 : value.toLongArray()[0];
        return new Argument.Whole(FieldType.LONGLONG, bits, true);
    }

    private static <T> void register(Class<T> type, Function<T, Argument> conversion) {
        CONVERSIONS.put(type, value -> conversion.apply(type.cast(value)));
    }

    /** Says what is wrong with an argument, before its index is known. */
    private static final class UnsupportedArgument extends RuntimeException {
        UnsupportedArgument(String message) {
            super(message, null, false, false);
        }
    }
}
