// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code sql-corpus.txt} says itself how it is written. */
class SqlCorpusTest {
    record Entry(int markers, String sql) {}

    static Stream<Entry> corpus() throws IOException {
        try (InputStream in = Objects.requireNonNull(SqlCorpusTest.class.getResourceAsStream("sql-corpus.txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).map(SqlCorpusTest::entry);
        }
    }

    private static Entry entry(String line) {
        int space = line.indexOf(' ');
        String count = line.substring(0, space);
        String sql = line.substring(space + 1)
                .replace('\u240a', '\n')
                .replace('\u240d', '\r')
                .replace('\u2409', '\t')
                .replace('\u240c', '\f')
                .replace('\u2401', '\u0001');
        return new Entry(count.equals("-") ? SqlTemplate.UNKNOWN : Integer.parseInt(count), sql);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    @DisplayName("pitfall#29: the scanner finds the markers that the servers find")
    void corpus(Entry entry) {
        assertThat(SqlTemplate.parse(entry.sql()).markerCount()).isEqualTo(entry.markers());
    }

    @ParameterizedTest
    @MethodSource("corpus")
    @DisplayName("pitfall#29: %s is found where ? is found")
    void percent(Entry entry) {
        boolean commented = entry.sql().contains("*")
                || entry.sql().contains("--")
                || entry.sql().contains("#");
        if (entry.markers() >= 0 && !commented && !entry.sql().contains("%")) {
            SqlTemplate template = SqlTemplate.parse(entry.sql().replace("?", "%s"));
            assertThat(template.markerCount()).isEqualTo(entry.markers());
        }
    }
}
