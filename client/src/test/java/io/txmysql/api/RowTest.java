// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.type.ColumnMetadata;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A row")
final class RowTest {

    /** Column i holds the value i of the list, and is named after its index. */
    private record ListRow(List<?> values) implements Row {
        @Override
        public List<ColumnMetadata> columns() {
            return List.of();
        }

        @Override
        public int indexOf(String name) {
            return Integer.parseInt(name);
        }

        @Override
        public boolean isNull(int index) {
            return values.get(index).equals("NULL");
        }

        @Override
        public @Nullable Object get(int index) {
            return values.get(index);
        }

        @Override
        public <T> @Nullable T get(int index, Class<T> type) {
            return type.cast(values.get(index));
        }

        @Override
        public int getInt(int index) {
            return (Integer) values.get(index);
        }

        @Override
        public long getLong(int index) {
            return (Long) values.get(index);
        }

        @Override
        public double getDouble(int index) {
            return (Double) values.get(index);
        }

        @Override
        public boolean getBoolean(int index) {
            return (Boolean) values.get(index);
        }
    }

    @Test
    @DisplayName("gives the same by name as by index, with each getter")
    void byName() {
        LocalDate date = LocalDate.of(2024, 2, 29);
        byte[] bytes = {1, 2};
        Row row = new ListRow(List.of(
                1,
                2L,
                3.5,
                true,
                "text",
                bytes,
                BigDecimal.TEN,
                date,
                date.atStartOfDay(),
                Duration.ofHours(-838),
                "NULL"));

        assertThat(row.getInt("0")).isEqualTo(row.getInt(0)).isEqualTo(1);
        assertThat(row.getLong("1")).isEqualTo(row.getLong(1)).isEqualTo(2L);
        assertThat(row.getDouble("2")).isEqualTo(row.getDouble(2)).isEqualTo(3.5);
        assertThat(row.getBoolean("3")).isEqualTo(row.getBoolean(3)).isTrue();
        assertThat(row.getString("4")).isEqualTo(row.getString(4)).isEqualTo("text");
        assertThat(row.getBytes("5")).isEqualTo(row.getBytes(5)).isEqualTo(bytes);
        assertThat(row.getBigDecimal("6")).isEqualTo(row.getBigDecimal(6)).isEqualTo(BigDecimal.TEN);
        assertThat(row.getLocalDate("7")).isEqualTo(row.getLocalDate(7)).isEqualTo(date);
        assertThat(row.getLocalDateTime("8"))
                .isEqualTo(row.getLocalDateTime(8))
                .isEqualTo(LocalDateTime.of(2024, 2, 29, 0, 0));
        assertThat(row.getDuration("9")).isEqualTo(row.getDuration(9)).isEqualTo(Duration.ofHours(-838));
        assertThat(row.isNull("10")).isEqualTo(row.isNull(10)).isTrue();
        assertThat(row.get("0")).isEqualTo(1);
        assertThat(row.get("0", Integer.class)).isEqualTo(1);
    }
}
