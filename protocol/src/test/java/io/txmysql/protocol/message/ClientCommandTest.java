// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All {@link ClientCommand}s. */
class ClientCommandTest {
    static Stream<Arguments> commands() {
        return Stream.of(
                arguments(new ComQuit(), "01"),
                arguments(new ComInitDb("zoë"), "027a6fc3ab"),
                arguments(ComQuery.of("DO 1"), "03444f2031"),
                arguments(new ComPing(), "0e"),
                arguments(ComStatementPrepare.of("DO ?"), "16444f203f"),
                arguments(new ComStatementExecute(-1, 0, new byte[0]), "17ffffffff0001000000"),
                arguments(
                        new ComStatementExecute(1, ComStatementExecute.CURSOR_TYPE_READ_ONLY, new byte[] {0, 1, 8, 0}),
                        "1701000000010100000000010800"),
                arguments(new ComStatementClose(0x01020304), "1904030201"),
                arguments(new ComStatementReset(7), "1a07000000"),
                arguments(new ComResetConnection(), "1f"),
                arguments(new UnknownCommand(Command.COM_SET_OPTION, new byte[] {1, 0}), "1b0100"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    @DisplayName("Each command has its bytes, and its bytes are that command")
    void bytes(ClientCommand command, String hex) {
        PayloadWriter out = new PayloadWriter();
        command.encode(out);

        assertThat(out.toByteArray()).asHexString().isEqualToIgnoringCase(hex);
        assertThat(decode(hex)).isEqualTo(command).hasSameHashCodeAs(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0100", "0e00", "1f00", "190403020100", "1a0700000000", "17ffffffff0002000000"})
    @DisplayName("Bytes after a command, and another iteration count than 1, are malformed")
    void malformed(String hex) {
        assertThatThrownBy(() -> decode(hex)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("A decoder refuses another command's bytes, naming both")
    void otherHeader() {
        assertThatThrownBy(() -> ComPing.decode(new PayloadReader(new byte[] {3})))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessage("a packet begins with 0x03 where COM_PING begins with 0x0E");
    }

    @Test
    @DisplayName("Texts show a template, never a statement or parameter that may hold values")
    void texts() {
        assertThat(ComStatementPrepare.of("DO ?")).hasToString("ComStatementPrepare[sql=DO ?]");
        assertThat(ComQuery.of("SET PASSWORD = 'x'")).hasToString("ComQuery[18 bytes]");
        assertThat(new ComStatementExecute(-1, 0, new byte[3]))
                .hasToString("ComStatementExecute[statementId=4294967295, cursorFlags=0, 3 bytes]");
        assertThat(new UnknownCommand(0x11, new byte[3])).hasToString("UnknownCommand[code=0x11, 3 bytes]");
    }

    private static ClientCommand decode(String hex) {
        return ClientCommand.decode(new PayloadReader(HexFormat.of().parseHex(hex)));
    }
}
