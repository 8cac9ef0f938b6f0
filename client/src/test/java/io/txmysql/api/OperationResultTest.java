// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("tx#5: The result of an operation")
final class OperationResultTest {

    @Test
    @DisplayName("shows all five fields")
    void fiveFields() {
        assertThat(new OperationResult(1, 2, 3, 4, "Records: 1"))
                .hasToString(
                        "OperationResult[affectedRows=1, insertId=2, serverStatus=3, warningCount=4, message=Records: 1]");
    }

    @Test
    @DisplayName("pitfall#32: keeps an insert id beyond 2^63")
    void unsigned() {
        OperationResult result = new OperationResult(0, -1L, 0, 0, "");

        assertThat(result.exactInsertId()).isEqualTo(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
        assertThat(result.toString()).contains("insertId=18446744073709551615");
    }
}
