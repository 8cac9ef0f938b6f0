// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.ServerErrorException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("tx#40: A temporary error")
final class TemporaryErrorTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "1049, true",
        "1050, false",
        "#42000, true",
        "#HY000, false",
        "Unknown database 'foo', true",
        "Unknown database, false",
        "/^Unknown database/, true",
        "/^database/, false",
        "'1213,#42000', true",
    })
    @DisplayName("is told by errno, SQLSTATE, whole message or pattern")
    void matches(String option, boolean expected) {
        List<TemporaryError> errors = MySQLOptions.builder()
                .option("temporaryErrors", option)
                .build()
                .reconnection()
                .temporaryErrors();
        ServerErrorException error =
                new ServerErrorException(1049, "42000", "Unknown database 'foo'", ErrorContext.local(null));

        assertThat(errors.stream().anyMatch(each -> each.matches(error))).isEqualTo(expected);
    }
}
