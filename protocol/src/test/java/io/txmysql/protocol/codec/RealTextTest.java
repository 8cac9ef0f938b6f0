// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected texts are what MariaDB 11.8 and MySQL 8.0 print. */
class RealTextTest {
    @ParameterizedTest
    @CsvSource({
        "1e14,100000000000000",
        "1e15,1e15",
        "1e16,1e16",
        "123456789012345678,1.2345678901234568e17",
        "1e-14,0.00000000000001",
        "1e-15,0.000000000000001",
        "1e-16,1e-16",
        "1.5e300,1.5e300",
        "-0.3333333333333333,-0.3333333333333333",
        "-0.0,-0",
        "5e-324,5e-324",
        "1.23456789e-15,0.00000000000000123456789",
        "1.23456789012345e-10,0.000000000123456789012345"
    })
    @DisplayName("a DOUBLE is written as the server writes it")
    void doubles(double value, String expected) {
        assertThat(RealText.ofDouble(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1e10,10000000000",
        "1e14,100000000000000",
        "123456789,123457000",
        "1.2345678e-10,0.000000000123457",
        "1.2345678e-5,0.0000123457",
        "123456e8,12345600000000",
        "1e-15,0.000000000000001",
        "1e-16,1e-16",
        "3.4e38,3.4e38",
        "-1e12,-1000000000000",
        "1.5e-9,0.0000000015",
        "-1.23456e-4,-0.000123456",
        "16777216,16777200"
    })
    @DisplayName("a FLOAT is written with six digits, as the server writes it")
    void floats(float value, String expected) {
        assertThat(RealText.ofFloat(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1.5,3,1.500", "1e15,3,1000000000000000.000", "0.1,0,0", "-2.25,1,-2.2", "0.1,20,0.10000000000000000000"
    })
    @DisplayName("a fixed number of digits after the point")
    void fixed(double value, int decimals, String expected) {
        assertThat(RealText.fixed(value, decimals)).isEqualTo(expected);
    }

    @Property
    @Label("the shortest decimal reads back as the same number")
    void shortest(@ForAll double value, @ForAll float single) {
        assertThat(RealText.shortest(value).doubleValue()).isEqualTo(value == 0 ? 0 : value);
        assertThat(RealText.shortest(single).floatValue()).isEqualTo(single == 0 ? 0 : single);
        assertThat(RealText.shortest(value).stripTrailingZeros().precision())
                .isLessThanOrEqualTo(new BigDecimal(Double.toString(value))
                        .stripTrailingZeros()
                        .precision());
    }
}
