// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ServerErrorException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The table that an error calls broken")
class CrashedTableTest {
    private static MySQLException error(int errno, String message) {
        return new ServerErrorException(errno, "HY000", message, FakeServer.context(Phase.COMMAND, Delivery.ANSWERED));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    126  | Incorrect key file for table './test/t1.MYI'; try to repair it                     | `test`.`t1`
                    126  | Index for table './test/t1.MYI' is corrupt; try to repair it                        | `test`.`t1`
                    126  | Incorrect key file for table '.\\test\\t1.MYI'; try to repair it                    | `test`.`t1`
                    144  | Table './test/t1' is marked as crashed and last (automatic?) repair failed          | `test`.`t1`
                    145  | Table './test/t1' is marked as crashed and should be repaired                       | `test`.`t1`
                    145  | Table '/var/lib/mysql/test/t1' is marked as crashed and should be repaired          | `test`.`t1`
                    1034 | Incorrect key file for table 't1'; try to repair it                                 | `t1`
                    1034 | Index for table 't1' is corrupt; try to repair it                                   | `t1`
                    1034 | Index for table './test/t1.MAI' is corrupt; try to repair it                        | `test`.`t1`
                    1194 | Table 't1' is marked as crashed and should be repaired                              | `t1`
                    1194 | Table 'test/t1' is marked as crashed and should be repaired                         | `test`.`t1`
                    1195 | Table 't1' is marked as crashed and last (automatic?) repair failed                 | `t1`
                    126  | Incorrect key file for table './a@002db/order@002ditems.MYI'; try to repair it       | `a-b`.`order-items`
                    1194 | Table 'my@002etable' is marked as crashed and should be repaired                    | `my@002etable`
                    175  | Got error '175 "File too short; Expected more data in file"' for './test/t1.MAI'    | `test`.`t1`
                    176  | Got error '176 "Read page with wrong checksum"' for './test/t1.MAD'                 | `test`.`t1`
                    1194 | Table 'we`ird' is marked as crashed and should be repaired                          | `we``ird`
                    1194 | Table 't.MYI.old' is marked as crashed and should be repaired                       | `t.MYI.old`
                    """)
    @DisplayName("is named as both families of servers do it")
    void named(int errno, String message, String table) {
        CrashedTable crashed = CrashedTable.of(error(errno, message));
        assertThat(crashed).hasToString(table);
        assertThat(crashed).isNotNull();
        assertThat(crashed.repairStatement()).isEqualTo("REPAIR TABLE " + table);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    1146 | Table 'test.t1' doesn't exist
                    1030 | Got error 126 from storage engine
                    1114 | The table 't1' is full
                    1194 | Table is marked as crashed and should be repaired
                    1194 | Table '' is marked as crashed and should be repaired
                    126  | Incorrect key file for table './test/@0gber.MYI'; try to repair it
                    1194 | Table './' is marked as crashed and should be repaired
                    """)
    @DisplayName("is none where the error is about something else or names nothing")
    void none(int errno, String message) {
        assertThat(CrashedTable.isNamedBy(error(errno, message))).isFalse();
    }

    @Test
    @DisplayName("is none where the error is not the server's answer")
    void notAnswered() {
        assertThat(CrashedTable.isNamedBy(new ConnectionLostException(
                        "Table 't1' is marked as crashed", FakeServer.context(Phase.COMMAND, Delivery.UNKNOWN), null)))
                .isFalse();
    }
}
