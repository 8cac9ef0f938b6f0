// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.message.SessionStateChange.Gtids;
import io.txmysql.protocol.message.SessionStateChange.Schema;
import io.txmysql.protocol.message.SessionStateChange.StateChanged;
import io.txmysql.protocol.message.SessionStateChange.SystemVariable;
import io.txmysql.protocol.message.SessionStateChange.TransactionCharacteristics;
import io.txmysql.protocol.message.SessionStateChange.TransactionState;
import io.txmysql.protocol.message.SessionStateChange.Unknown;
import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link OkPacket} and its {@link SessionStateChange}s. */
class OkPacketTest {
    private static final long TRACK = Capabilities.CLIENT_SESSION_TRACK;
    private static final String MYSQL = "MySQL 8.0.31, MySQL 5.7.22: ";
    /** An OK packet up to its empty info, with SESSION_STATE_CHANGED; the block of changes comes next. */
    private static final String HEAD = "0000000240" + "0000" + "00";

    @Test
    @DisplayName("The info has a length even where session tracking was not negotiated")
    void info() {
        OkPacket ok = captured("UPDATE of one row");

        assertThat(ok.info()).isEqualTo("Rows matched: 1  Changed: 1  Warnings: 0");
        assertThat(ok.affectedRows()).isOne();
        assertThat(ok.status()).isEqualTo(ServerStatus.AUTOCOMMIT);
        assertThat(ok.changes()).isEmpty();
    }

    @Test
    @DisplayName("An INSERT tells rows, the first generated id and its info")
    void insert() {
        OkPacket ok = captured("INSERT of two rows");

        assertThat(ok.affectedRows()).isEqualTo(2);
        assertThat(ok.lastInsertId()).isOne();
        assertThat(ok.info()).startsWith("Records: 2");
    }

    @Test
    @DisplayName("Session variables, several in one statement")
    void systemVariables() {
        assertThat(captured(MYSQL + "SET NAMES utf8mb4").changes())
                .containsExactly(
                        new SystemVariable("character_set_client", "utf8mb4"),
                        new SystemVariable("character_set_connection", "utf8mb4"),
                        new SystemVariable("character_set_results", "utf8mb4"),
                        new StateChanged(true));
        assertThat(captured("SET character_set_results=NULL").changes())
                .startsWith(new SystemVariable("character_set_results", ""));
    }

    @Test
    @DisplayName("The default database, also that there is none any more")
    void schema() {
        assertThat(captured(MYSQL + "USE mysql").changes())
                .containsExactly(new Schema("mysql"), new StateChanged(true));
        assertThat(captured(MYSQL + "DROP DATABASE of the default one").changes())
                .containsExactly(new Schema(""));
    }

    @Test
    @DisplayName("What a transaction is and has done")
    void transaction() {
        assertThat(captured(MYSQL + "START TRANSACTION READ ONLY").changes())
                .containsExactly(
                        new TransactionState("T_______"),
                        new TransactionCharacteristics("START TRANSACTION READ ONLY;"));
        assertThat(captured(MYSQL + "COMMIT").changes())
                .containsExactly(new TransactionState("________"), new TransactionCharacteristics(""));
        assertThat(captured(MYSQL + "SELECT id, name FROM t in a transaction, end of the rows")
                        .changes())
                .containsExactly(new TransactionState("T_R_W_S_"));
    }

    @Test
    @DisplayName("One entry may hold several variables")
    void severalInOneEntry() {
        assertThat(decode(HEAD + "0a" + "0008" + "0161013101620132").changes())
                .containsExactly(new SystemVariable("a", "1"), new SystemVariable("b", "2"));
    }

    @Test
    @DisplayName("GTIDs in text; in another encoding, and trackers that are new, are kept as bytes")
    void gtidsAndUnknown() {
        assertThat(decode(HEAD + "10" + "0305" + "0003613a31" + "0302" + "0700" + "0903" + "010203")
                        .changes())
                .containsExactly(
                        new Gtids("a:1"), new Unknown(3, new byte[] {7, 0}), new Unknown(9, new byte[] {1, 2, 3}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"03010401", "0301ff61", "0401020361", "03000161", "0403000161", "050103016100"})
    @DisplayName("pitfall#24: an entry that is shorter or longer than its block says is malformed")
    void badEntry(String block) {
        assertThatThrownBy(() -> decode(HEAD + block)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("Counts are unsigned 64 bit")
    void unsigned() {
        OkPacket ok = decode("00" + "feffffffffffffffff" + "fe0000000000000080" + "0200" + "0000");

        assertThat(Long.toUnsignedString(ok.affectedRows())).isEqualTo("18446744073709551615");
        assertThat(ok.lastInsertId()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    @DisplayName("Without changes nothing is made: info and changes are empty constants")
    void plain() {
        OkPacket ok = decode("00000002000000");

        assertThat(ok).isEqualTo(new OkPacket(0, 0, 2, 0, "", List.of()));
        assertThat(ok.info()).isSameAs("");
        assertThat(ok.changes()).isSameAs(List.of());
    }

    @Test
    @DisplayName("Changes without their status flag would be lost: an error of the caller")
    void changesWithoutFlag() {
        assertThatThrownBy(() -> new OkPacket(0, 0, 2, 0, "", List.of(new Schema("a"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static OkPacket captured(String origin) {
        return (OkPacket) CapturedPacket.of(origin).decode();
    }

    private static OkPacket decode(String hex) {
        return OkPacket.decode(new PayloadReader(HexFormat.of().parseHex(hex)), TRACK);
    }
}
