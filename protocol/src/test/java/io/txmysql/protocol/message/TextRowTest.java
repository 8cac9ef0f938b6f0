// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link TextRow} and {@link BinaryRow}. */
class TextRowTest {
    @Test
    @DisplayName("NULL, empty and long values")
    void values() {
        TextRow row = (TextRow)
                CapturedPacket.of("SELECT REPEAT('a',300), NULL, '', row 0").decode();

        assertThat(row).isEqualTo(row("a".repeat(300), null, ""));
        assertThat(row).isNotEqualTo(row("a".repeat(300), "", null));
    }

    @Test
    @DisplayName("Fewer or more values than columns are malformed")
    void wrongCount() {
        byte[] two = {1, '1', 1, '2'};

        assertThat(TextRow.decode(new PayloadReader(two), 2)).isEqualTo(row("1", "2"));
        assertThatThrownBy(() -> TextRow.decode(new PayloadReader(two), 1))
                .isInstanceOf(MalformedPacketException.class);
        assertThatThrownBy(() -> TextRow.decode(new PayloadReader(two), Integer.MAX_VALUE))
                .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("Texts of rows hide the values")
    void texts() {
        assertThat(row("secret", null)).hasToString("TextRow[2 values]");
        assertThat(new BinaryRow(new byte[] {0, 1, 'x'})).hasToString("BinaryRow[3 bytes]");
    }

    private static TextRow row(@Nullable String... values) {
        List<byte @Nullable []> bytes = new ArrayList<>();
        Arrays.asList(values)
                .forEach(value -> bytes.add(value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
        return new TextRow(bytes);
    }
}
