// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {
    @Property
    @Label("a double is read from its text as the JDK reads it")
    void doubles(@ForAll double value) {
        assertReadAsByTheJdk(Double.toString(value));
    }

    @Property(tries = 10_000)
    @Label("a plain number is read as the JDK reads it, as a double and as a decimal")
    void plainNumbers(@ForAll long unscaled, @ForAll @IntRange(min = 0, max = 20) int scale) {
        assertReadAsByTheJdk(BigDecimal.valueOf(unscaled, scale).toPlainString());
        assertReadAsByTheJdk(BigDecimal.valueOf(unscaled >> 5, scale).toPlainString());
    }

    @ParameterizedTest
    @DisplayName("numbers at the edges of what is read without the JDK's parser")
    @ValueSource(
            strings = {
                "0",
                "-0",
                "0.0",
                "-0.0",
                "5.",
                ".5",
                "-.5",
                "+1.5",
                "9007199254740992",
                "9007199254740993",
                "-9007199254740993",
                "9.007199254740993",
                "0.30000000000000004",
                "999999999999999999",
                "9999999999999999999",
                "0.000000000000000001",
                "0.0000000000000000001",
                "000000000000000000001",
                "1e22",
                "1.7976931348623157e308",
                "4.9e-324"
            })
    void edges(String text) {
        assertReadAsByTheJdk(text);
    }

    @ParameterizedTest
    @DisplayName("what is no number is refused")
    @ValueSource(strings = {"", "-", ".", "-.", "1.2.3", "1..", "--1", "1-", "1 ", "0x1", "1d", "NaN", "/", "1:"})
    void noNumbers(String text) {
        byte[] data = text.getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> NumberText.parseDouble(data, 0, data.length))
                .isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> NumberText.parseDecimal(data, 0, data.length))
                .isInstanceOf(NumberFormatException.class);
    }

    private static void assertReadAsByTheJdk(String text) {
        byte[] data = ("7-" + text + "7").getBytes(StandardCharsets.US_ASCII); // a part of a larger array
        assertThat(NumberText.parseDecimal(data, 2, text.length())).isEqualTo(new BigDecimal(text));
        // As text, because zero equals minus zero.
        assertThat(Double.toString(NumberText.parseDouble(data, 2, text.length())))
                .isEqualTo(Double.toString(Double.parseDouble(text)));
    }
}
