// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.type;

import org.jspecify.annotations.Nullable;

/**
 * The column types of the wire, by the manual's names without {@code MYSQL_TYPE_}.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html">field_types.h</a>
 */
public enum FieldType {
    DECIMAL(0),
    TINY(1),
    SHORT(2),
    LONG(3),
    FLOAT(4),
    DOUBLE(5),
    NULL(6),
    TIMESTAMP(7),
    LONGLONG(8),
    INT24(9),
    DATE(10),
    TIME(11),
    DATETIME(12),
    YEAR(13),
    NEWDATE(14),
    VARCHAR(15),
    BIT(16),
    TIMESTAMP2(17),
    DATETIME2(18),
    TIME2(19),
    VECTOR(242),
    JSON(245),
    NEWDECIMAL(246),
    ENUM(247),
    SET(248),
    TINY_BLOB(249),
    MEDIUM_BLOB(250),
    LONG_BLOB(251),
    BLOB(252),
    VAR_STRING(253),
    STRING(254),
    GEOMETRY(255);

    private static final @Nullable FieldType[] BY_CODE = new @Nullable FieldType[256];

    static {
        for (FieldType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    FieldType(int code) {
        this.code = code;
    }

    /** The byte that stands for this type on the wire, 0 to 255. */
    public int code() {
        return code;
    }

    /** The type of that byte; null if the protocol knows none. */
    public static @Nullable FieldType of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
