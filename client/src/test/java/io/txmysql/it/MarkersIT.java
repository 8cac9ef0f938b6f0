// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.codec.SqlTemplate;
import io.txmysql.protocol.exchange.PreparedStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

@MethodSource("io.txmysql.it.TestServer#all")
class MarkersIT extends ServerSuite {
    /** Says itself how it is written. It belongs to the tests of the scanner, in the module beside this one. */
    private static final Path CORPUS =
            Path.of("../protocol/src/test/resources/io/txmysql/protocol/codec/sql-corpus.txt");

    @Test
    @DisplayName("pitfall#29: the markers that the scanner counts are those that the server's PREPARE reports")
    void corpus() throws IOException {
        List<String> differences = new ArrayList<>();
        int compared = 0;
        try (PreparingSession session = new PreparingSession(options().build())) {
            for (String line : Files.readAllLines(CORPUS)) {
                if (line.isBlank() || line.startsWith("#") || line.startsWith("- ")) {
                    continue;
                }
                String sql = statement(line);
                if (server.isAnyOf(TestServer.MYSQL_8_0) && sql.contains("order by ?")) {
                    continue; // announces the parameter and does not send its definition, so the reply never ends
                }
                PreparedStatement statement = session.prepare(sql);
                var ok = statement.prepared();
                if (ok == null) {
                    differences.add(line + " is refused: " + statement.failure());
                } else if (ok.parameterCount() != SqlTemplate.parse(sql).markerCount()) {
                    differences.add(line + " has " + ok.parameterCount());
                }
                compared++;
            }
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(200);
    }

    private static String statement(String line) {
        return line.substring(line.indexOf(' ') + 1)
                .replace('␊', '\n')
                .replace('␍', '\r')
                .replace('␉', '\t')
                .replace('␌', '\f')
                .replace('␁', '\u0001');
    }
}
