// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.type.ColumnFlags;
import io.txmysql.protocol.type.ColumnMetadata;

/** The name of a column's type as one would write it in SQL, as far as a column definition tells it. */
public final class SqlTypeName {
    private static final int MAX_FRACTION_DIGITS = 6;

    private SqlTypeName() {}

    /** For example {@code BIGINT UNSIGNED}, {@code DECIMAL(10,2)}, {@code DATETIME(6)}, {@code VARCHAR}. */
    public static String of(ColumnMetadata column) {
        return switch (column.type()) {
            case TINY -> integer("TINYINT", column);
            case SHORT -> integer("SMALLINT", column);
            case INT24 -> integer("MEDIUMINT", column);
            case LONG -> integer("INT", column);
            case LONGLONG -> integer("BIGINT", column);
            case FLOAT -> integer("FLOAT", column);
            case DOUBLE -> integer("DOUBLE", column);
            case DECIMAL, NEWDECIMAL -> decimal(column);
            case NULL -> "NULL";
            case TIMESTAMP, TIMESTAMP2 -> temporal("TIMESTAMP", column);
            case DATETIME, DATETIME2 -> temporal("DATETIME", column);
            case TIME, TIME2 -> temporal("TIME", column);
            case DATE, NEWDATE -> "DATE";
            case YEAR -> "YEAR";
            case BIT -> "BIT(" + column.length() + ")";
            case JSON -> "JSON";
            case ENUM -> "ENUM";
            case SET -> "SET";
            case GEOMETRY -> "GEOMETRY";
            case VECTOR -> "VECTOR";
            case TINY_BLOB -> column.isBinary() ? "TINYBLOB" : "TINYTEXT";
            case MEDIUM_BLOB -> column.isBinary() ? "MEDIUMBLOB" : "MEDIUMTEXT";
            case LONG_BLOB -> column.isBinary() ? "LONGBLOB" : "LONGTEXT";
            case BLOB -> column.isBinary() ? "BLOB" : "TEXT";
            case VARCHAR, VAR_STRING -> column.isBinary() ? "VARBINARY" : "VARCHAR";
            case STRING -> string(column);
        };
    }

    private static String integer(String name, ColumnMetadata column) {
        return column.isUnsigned() ? name + " UNSIGNED" : name;
    }

    private static String decimal(ColumnMetadata column) {
        int scale = column.decimals();
        long precision = column.length() - (scale > 0 ? 1 : 0) - (column.isUnsigned() ? 0 : 1);
        return integer("DECIMAL(" + Math.max(precision, 0) + "," + scale + ")", column);
    }

    private static String temporal(String name, ColumnMetadata column) {
        int digits = column.decimals();
        return digits > 0 && digits <= MAX_FRACTION_DIGITS ? name + "(" + digits + ")" : name;
    }

    private static String string(ColumnMetadata column) {
        if ((column.flags() & ColumnFlags.ENUM) != 0) {
            return "ENUM";
        }
        if ((column.flags() & ColumnFlags.SET) != 0) {
            return "SET";
        }
        return column.isBinary() ? "BINARY" : "CHAR";
    }
}
