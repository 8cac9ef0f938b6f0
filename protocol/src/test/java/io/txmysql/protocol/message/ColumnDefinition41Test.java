// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.type.ColumnFlags;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link ColumnDefinition41} and {@link ColumnCount}. */
class ColumnDefinition41Test {
    private static final long CACHED = Capabilities.MARIADB_CLIENT_CACHE_METADATA;
    private static final String ONE = "03646566000000013100";
    private static final String FIXED = "3f00" + "01000000" + "08" + "8100" + "00" + "0000";

    @Test
    @DisplayName("A column of a table, by its alias and its own name")
    void tableColumn() {
        assertThat(CapturedPacket.of(
                                "MySQL 8.0.31, MySQL 5.7.22: SELECT id, name, amount, at, big, doc FROM t AS u, column 1")
                        .decode())
                .isEqualTo(new ColumnDefinition41(
                        new ColumnMetadata("cap", "u", "t", "name", "name", 45, 160, FieldType.VAR_STRING, 0, 0)));
    }

    @Test
    @DisplayName("A length of 2^32 - 1 is unsigned")
    void unsignedLength() {
        ColumnMetadata json = ((ColumnDefinition41) CapturedPacket.of(
                                "MySQL 8.0.31, MySQL 5.7.22: SELECT id, name, amount, at, big, doc FROM t AS u, column 5")
                        .decode())
                .column();

        assertThat(json.type()).isEqualTo(FieldType.JSON);
        assertThat(json.length()).isEqualTo(0xFFFFFFFFL);
    }

    @Test
    @DisplayName("MariaDB's extended metadata are read over")
    void extendedMetadata() {
        ColumnMetadata uuid = ((ColumnDefinition41)
                        CapturedPacket.of("UUID, INET6, POINT, column 0").decode())
                .column();

        assertThat(uuid.orgName()).isEqualTo("u");
        assertThat(uuid.type()).isEqualTo(FieldType.STRING);
        assertThat(uuid.length()).isEqualTo(144);
        assertThat(uuid.flags()).isEqualTo(0x00A0).matches(flags -> (flags & ColumnFlags.UNSIGNED) != 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0b", "0d", "00", "ff"})
    @DisplayName("Another length of the fixed fields is malformed")
    void fixedLength(String length) {
        assertThat(decode(ONE + "0c" + FIXED).column().name()).isEqualTo("1");
        assertThatThrownBy(() -> decode(ONE + length + FIXED))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("take " + Integer.parseInt(length, 16) + " bytes");
    }

    @Test
    @DisplayName("A type that no server has is malformed")
    void unknownType() {
        assertThatThrownBy(() -> decode(ONE + "0c" + FIXED.replace("000000088100", "000000648100")))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessage("no column type has the number 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "fd000001", "feffffffffffffffff", "fe0000000000000080", "fb", "ff"})
    @DisplayName("pitfall#24: no result has no column, or more than 65,535")
    void columnCount(String hex) {
        assertThatThrownBy(() -> count(hex, 0)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("With MariaDB's metadata cache a byte says whether definitions follow")
    void metadataFollows() {
        assertThat(count("fcffff", 0)).isEqualTo(new ColumnCount(0xFFFF, true));
        assertThat(count("0200", CACHED)).isEqualTo(new ColumnCount(2, false));
        assertThat(count("0201", CACHED)).isEqualTo(new ColumnCount(2, true));
        assertThat(CapturedPacket.of("second EXECUTE, column count").decode()).isEqualTo(new ColumnCount(1, false));
    }

    private static ColumnDefinition41 decode(String hex) {
        return ColumnDefinition41.decode(new PayloadReader(HexFormat.of().parseHex(hex)), 0);
    }

    private static ColumnCount count(String hex, long capabilities) {
        return ColumnCount.decode(new PayloadReader(HexFormat.of().parseHex(hex)), capabilities);
    }
}
