// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

@Label("The value of an option")
final class ValueFormatPropertyTest {

    @Property
    @Label("that is a duration is printed as it can be read")
    void durationRoundTrip(@ForAll @LongRange(min = 0, max = 100_000_000_000L) long micros) {
        Duration value = Duration.ofNanos(micros * 1000);

        assertThat(DurationFormat.MILLISECONDS.parse(DurationFormat.MILLISECONDS.print(value)))
                .isEqualTo(value);
    }

    @Property
    @Label("that is a size is printed as it can be read")
    void sizeRoundTrip(@ForAll @IntRange(max = Integer.MAX_VALUE) int size) {
        assertThat(ValueFormat.SIZE.parse(ValueFormat.SIZE.print(size))).isEqualTo(size);
    }
}
