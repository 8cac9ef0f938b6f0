// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page of options")
final class OptionsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "options.md");

    @Test
    @DisplayName("says what the table says; -Dtxmysql.docs=rewrite writes it anew")
    void upToDate() throws IOException {
        if ("rewrite".equals(System.getProperty("txmysql.docs"))) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, OptionsPage.print());
        }

        assertThat(Files.readString(PAGE).replace("\r\n", "\n"))
                .as("docs/options.md; run with -Dtxmysql.docs=rewrite")
                .isEqualTo(OptionsPage.print());
    }

    @Test
    @DisplayName("names every option")
    void complete() {
        assertThat(OptionTable.ALL)
                .allSatisfy(option -> assertThat(OptionsPage.print()).contains("`" + option.name() + "`"));
    }
}
