// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The nearest name")
final class NearestNameTest {

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "'', '', 0",
        "abc, abc, 0",
        "'', abc, 3",
        "abc, '', 3",
        "abc, abd, 1",
        "abc, ab, 1",
        "ab, abc, 1",
        "abc, acb, 1",
        "kitten, sitting, 3",
        "ca, abc, 3"
    })
    @DisplayName("counts characters too many, missing, wrong, and neighbours swapped")
    void distance(String from, String to, int slips) {
        assertThat(NearestName.distance(from, to)).isEqualTo(slips);
    }

    @Test
    @DisplayName("is none where more than a third of the characters differ")
    void bounded() {
        assertThat(NearestName.of("abcdef", List.of("abcdxy"))).isEqualTo("abcdxy");
        assertThat(NearestName.of("abcdef", List.of("abcxyz"))).isNull();
        assertThat(NearestName.of("abcdef", List.of())).isNull();
    }

    @Test
    @DisplayName("is the first of the alphabet where two are equally near")
    void deterministic() {
        assertThat(NearestName.of("maxSice", List.of("maxSize", "maxSine"))).isEqualTo("maxSine");
    }
}
