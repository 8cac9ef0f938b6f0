// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

@Label("The distance of two names")
final class NearestNamePropertyTest {

    @Property
    @Label("is as far from a to b as from b to a, and 0 only for equals")
    void symmetric(
            @ForAll @AlphaChars @StringLength(max = 8) String a, @ForAll @AlphaChars @StringLength(max = 8) String b) {
        assertThat(NearestName.distance(a, b)).isEqualTo(NearestName.distance(b, a));
        assertThat(NearestName.distance(a, b) == 0).isEqualTo(a.equals(b));
    }

    @Property
    @Label("is one slip away when two different neighbours are swapped")
    void swapped(@ForAll @AlphaChars @StringLength(min = 2, max = 12) String text, @ForAll @IntRange(max = 10) int at) {
        int i = at % (text.length() - 1);
        String other = text.substring(0, i) + text.charAt(i + 1) + text.charAt(i) + text.substring(i + 2);

        assertThat(NearestName.distance(text, other)).isEqualTo(text.equals(other) ? 0 : 1);
    }
}
