// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.type.MySQLDateTime;
import io.txmysql.protocol.type.MySQLTime;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * An argument of a statement in canonical form: {@link ArgumentTypes} makes it from any Java type, and here it becomes
 * a binary parameter or a literal. Immutable but for the bytes it may share with the caller for the time of the call.
 */
sealed interface Argument {
    FieldType type();

    default boolean isUnsigned() {
        return false;
    }

    /** Writes the value as COM_STMT_EXECUTE wants it. */
    void writeTo(PayloadWriter out);

    void appendLiteral(StringBuilder out);

    enum Null implements Argument {
        NULL;

        @Override
        public FieldType type() {
            return FieldType.NULL;
        }

        @Override
        public void writeTo(PayloadWriter out) {
            // the bitmap says it all
        }

        @Override
        public void appendLiteral(StringBuilder out) {
            out.append("NULL");
        }
    }

    record Truth(boolean value) implements Argument {
        @Override
        public FieldType type() {
            return FieldType.TINY;
        }

        @Override
        public void writeTo(PayloadWriter out) {
            out.writeInt1(value ? 1 : 0);
        }

        @Override
        public void appendLiteral(StringBuilder out) {
            out.append(value ? "TRUE" : "FALSE");
        }
    }

    /** TINY, SHORT, LONG or LONGLONG; unsigned only as a LONGLONG. */
    record Whole(FieldType type, long bits, boolean isUnsigned) implements Argument {
        @Override
        public void writeTo(PayloadWriter out) {
            switch (type) {
                case TINY -> out.writeInt1((int) bits);
                case SHORT -> out.writeInt2((int) bits);
                case LONG -> out.writeInt4((int) bits);
                default -> out.writeInt8(bits);
            }
        }

        @Override
        public void appendLiteral(StringBuilder out) {
            out.append(isUnsigned ? Long.toUnsignedString(bits) : Long.toString(bits));
        }
    }

    record Single(float value) implements Argument {
        @Override
        public FieldType type() {
            return FieldType.FLOAT;
        }

        @Override
        public void writeTo(PayloadWriter out) {
            out.writeInt4(Float.floatToRawIntBits(value));
        }

        @Override
        public void appendLiteral(StringBuilder out) {
            out.append(SqlLiterals.withExponent(Float.toString(value)));
        }
    }

    record Real(double value) implements Argument {
        @Override
        public FieldType type() {
            return FieldType.DOUBLE;
        }

        @Override
        public void writeTo(PayloadWriter out) {
            out.writeInt8(Double.doubleToRawLongBits(value));
        }

        @Override
        public void appendLiteral(StringBuilder out) {
            out.append(SqlLiterals.withExponent(Double.toString(value)));
        }
    }

    /** A number beyond 64 bits, or one with a fraction. */
    record Decimal(String digits) implements Argument {
        @Override
        public FieldType type() {
            return FieldType.NEWDECIMAL;
        }

        @Override
        public void writeTo(PayloadWriter out) {
            out.writeLengthEncodedString(digits);
        }

        @Override
        public void appendLiteral(StringBuilder out) {
            out.append(digits);
        }
    }

    record Text(String value) implements Argument {
        @Override
        public FieldType type() {
            return FieldType.VAR_STRING;
        }

        @Override
        public void writeTo(PayloadWriter out) {
            out.writeLengthEncodedString(value);
        }

        @Override
        public void appendLiteral(StringBuilder out) {
            SqlLiterals.appendText(out, value);
        }
    }

    /** Not a record: arrays have no value equality. */
    final class Bytes implements Argument {
        private final byte[] value;

        Bytes(byte[] value) {
            this.value = value;
        }

        @Override
        public FieldType type() {
            return FieldType.BLOB;
        }

        @Override
        public void writeTo(PayloadWriter out) {
            out.writeLengthEncodedBytes(value);
        }

        @Override
        public void appendLiteral(StringBuilder out) {
            SqlLiterals.appendBytes(out, value);
        }
    }

    record Date(MySQLDateTime value) implements Argument {
        @Override
        public FieldType type() {
            return FieldType.DATE;
        }

        @Override
        public void writeTo(PayloadWriter out) {
            out.writeInt1(4).writeInt2(value.year()).writeInt1(value.month()).writeInt1(value.day());
        }

        @Override
        public void appendLiteral(StringBuilder out) {
            out.append("DATE '").append(value.dateText()).append('\'');
        }
    }

    record DateTime(MySQLDateTime value) implements Argument {
        @Override
        public FieldType type() {
            return FieldType.DATETIME;
        }

        @Override
        public void writeTo(PayloadWriter out) {
            out.writeInt1(value.microsecond() == 0 ? 7 : 11);
            out.writeInt2(value.year()).writeInt1(value.month()).writeInt1(value.day());
            out.writeInt1(value.hour()).writeInt1(value.minute()).writeInt1(value.second());
            if (value.microsecond() != 0) {
                out.writeInt4(value.microsecond());
            }
        }

        @Override
        public void appendLiteral(StringBuilder out) {
            out.append("TIMESTAMP '").append(value).append('\'');
        }
    }

    record Time(MySQLTime value) implements Argument {
        @Override
        public FieldType type() {
            return FieldType.TIME;
        }

        @Override
        public void writeTo(PayloadWriter out) {
            out.writeInt1(value.microseconds() == 0 ? 8 : 12);
            out.writeInt1(value.negative() ? 1 : 0).writeInt4(value.hours() / 24);
            out.writeInt1(value.hours() % 24).writeInt1(value.minutes()).writeInt1(value.seconds());
            if (value.microseconds() != 0) {
                out.writeInt4(value.microseconds());
            }
        }

        @Override
        public void appendLiteral(StringBuilder out) {
            out.append("TIME '").append(value).append('\'');
        }
    }
}
