// SPDX-License-Identifier: Apache-2.0
package io.txmysql.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class QuickstartIT {
    @Test
    @DisplayName("the quickstart prints the rows, and the error with message, errno, SQLSTATE and statement")
    void printsRowsAndError() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Quickstart.main(new String[0]);
        } finally {
            System.setOut(before);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsSequence("id | baz", "---+-----", "1  | bash", "2  | dash", "2 rows", "1: bash", "2: dash")
                .contains(
                        "errno:     1054",
                        "SQLSTATE:  42S22",
                        "statement: select nonsense from bar where id = ?",
                        "delivery:  ANSWERED")
                .anyMatch(line -> line.startsWith("message:   Unknown column 'nonsense'"));
    }
}
