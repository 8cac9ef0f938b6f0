// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ReplyHeaderTest {
    private static final long EOF = 0;
    private static final long NO_EOF = Capabilities.CLIENT_DEPRECATE_EOF;
    static final List<Function<PayloadReader, ReplyHeader>> PLACES = List.of(
            ReplyHeader::ofGreeting,
            ReplyHeader::ofLogin,
            ReplyHeader::ofCommand,
            ReplyHeader::ofPrepare,
            ReplyHeader::ofDefinition,
            in -> ReplyHeader.ofTextRow(in, EOF),
            in -> ReplyHeader.ofBinaryRow(in, NO_EOF));

    @ParameterizedTest
    @FieldSource("PLACES")
    @DisplayName("0xFF is an ERR everywhere, nothing at all is malformed, and the reader does not move")
    void everywhere(Function<PayloadReader, ReplyHeader> place) {
        PayloadReader in = payload(0xFF, 3);

        assertThat(place.apply(in)).isEqualTo(ReplyHeader.ERR);
        assertThat(in.position()).isZero();
        assertThatThrownBy(() -> place.apply(new PayloadReader())).isInstanceOf(MalformedPacketException.class);
    }

    @ParameterizedTest
    @CsvSource({"0x00, OK", "0x01, RESULT_SET", "0xFA, RESULT_SET", "0xFB, LOCAL_INFILE", "0xFC, RESULT_SET"})
    @DisplayName("The answer of a command")
    void command(int first, ReplyHeader expected) {
        assertThat(ReplyHeader.ofCommand(payload(first, 7))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0x00, OK", "0x01, AUTH_MORE_DATA", "0xFE, AUTH_SWITCH"})
    @DisplayName("An answer of the login")
    void login(int first, ReplyHeader expected) {
        assertThat(ReplyHeader.ofLogin(payload(first, 7))).isEqualTo(expected);
    }

    @Test
    @DisplayName("The greeting, the answer of PREPARE, definitions")
    void others() {
        assertThat(ReplyHeader.ofGreeting(payload(0x0A, 70))).isEqualTo(ReplyHeader.GREETING);
        assertThat(ReplyHeader.ofPrepare(payload(0x00, 12))).isEqualTo(ReplyHeader.OK);
        assertThat(ReplyHeader.ofDefinition(payload(0x03, 30))).isEqualTo(ReplyHeader.COLUMN_DEFINITION);
        assertThat(ReplyHeader.ofDefinition(payload(0xFE, 5))).isEqualTo(ReplyHeader.END);
    }

    @ParameterizedTest
    @CsvSource({
        "0xFE, 5, END, END",
        "0xFE, 7, END, END",
        "0xFE, 8, END, END",
        "0xFE, 9, ROW, END",
        "0xFE, 16777214, ROW, END",
        "0xFE, 16777215, ROW, ROW",
        "0xFE, 16777216, ROW, ROW",
        "0xFB, 1, ROW, ROW",
        "0x00, 1, ROW, ROW",
        "0xFD, 70000, ROW, ROW"
    })
    @DisplayName("0xFE ends text rows unless the payload is long enough to begin with a length of 8 bytes")
    void textRow(int first, int length, ReplyHeader withEof, ReplyHeader withoutEof) {
        assertThat(ReplyHeader.ofTextRow(payload(first, length), EOF)).isEqualTo(withEof);
        assertThat(ReplyHeader.ofTextRow(payload(first, length), NO_EOF)).isEqualTo(withoutEof);
    }

    @Test
    @DisplayName("Binary rows begin with 0x00")
    void binaryRow() {
        assertThat(ReplyHeader.ofBinaryRow(payload(0x00, 20), EOF)).isEqualTo(ReplyHeader.ROW);
        assertThat(ReplyHeader.ofBinaryRow(payload(0xFE, 5), EOF)).isEqualTo(ReplyHeader.END);
        assertThat(ReplyHeader.ofBinaryRow(payload(0xFE, 40), NO_EOF)).isEqualTo(ReplyHeader.END);
    }

    @Test
    @DisplayName("What must not be at a place is malformed there")
    void unexpected() {
        assertMalformed(() -> ReplyHeader.ofLogin(payload(0x02, 7)));
        assertMalformed(() -> ReplyHeader.ofCommand(payload(0xFE, 5)));
        assertMalformed(() -> ReplyHeader.ofPrepare(payload(0x01, 12)));
        assertMalformed(() -> ReplyHeader.ofBinaryRow(payload(0x01, 12), EOF));
        assertMalformed(() -> ReplyHeader.ofBinaryRow(payload(0xFE, 9), EOF));
    }

    private static void assertMalformed(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("first byte");
    }

    private static PayloadReader payload(int first, int length) {
        byte[] payload = new byte[length];
        payload[0] = (byte) first;
        return new PayloadReader(payload);
    }
}
