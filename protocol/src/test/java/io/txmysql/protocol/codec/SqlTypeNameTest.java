// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.type.ColumnFlags;
import io.txmysql.protocol.type.FieldType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SqlTypeNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LONGLONG|32|20|0|BIGINT UNSIGNED",
                "INT24|0|9|0|MEDIUMINT",
                "DATETIME|0|26|6|DATETIME(6)",
                "DATETIME|0|19|0|DATETIME",
                "TIME|0|10|39|TIME",
                "NEWDECIMAL|0|12|2|DECIMAL(10,2)",
                "NEWDECIMAL|32|10|0|DECIMAL(10,0) UNSIGNED",
                "NEWDECIMAL|0|11|0|DECIMAL(10,0)",
                "BIT|32|10|0|BIT(10)",
                "STRING|256|10|0|ENUM",
                "STRING|2048|10|0|SET",
                "STRING|0|10|0|BINARY",
                "BLOB|0|65535|0|BLOB",
                "VAR_STRING|0|10|0|VARBINARY",
                "YEAR|96|4|0|YEAR"
            })
    @DisplayName("a column's type is named as in SQL")
    void names(FieldType type, int flags, long length, int decimals, String expected) {
        assertThat(SqlTypeName.of(Columns.of(type, flags, length, decimals))).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(FieldType.class)
    void everyTypeHasAName(FieldType type) {
        assertThat(SqlTypeName.of(Columns.of(type))).matches("[A-Z]+.*");
        assertThat(SqlTypeName.of(Columns.of(type, ColumnFlags.UNSIGNED, 0, 255)))
                .isNotEmpty();
        assertThat(SqlTypeName.of(Columns.text(FieldType.BLOB))).isEqualTo("TEXT");
    }
}
