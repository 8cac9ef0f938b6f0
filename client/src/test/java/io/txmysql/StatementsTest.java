// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import static io.txmysql.Outcome.connect;
import static io.txmysql.Outcome.failure;
import static io.txmysql.Outcome.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.OperationResult;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorCategory;
import io.txmysql.protocol.error.InvalidStatementException;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.protocol.message.ComStatementPrepare;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.testkit.ScriptedServer;
import io.txmysql.testkit.Table;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
@DisplayName("A statement")
class StatementsTest {
    private static final OkPacket FIVE_FIELDS =
            new OkPacket(3, 42, ServerStatus.AUTOCOMMIT, 2, "Rows matched: 3", List.of());

    private final ScriptedServer server = ScriptedServer.builder()
            .onQuery(
                    sql -> sql.startsWith("select 1"),
                    reply -> reply.rows(Table.of("a").row(1)))
            .onQuery(sql -> sql.startsWith("insert"), reply -> reply.ok(FIVE_FIELDS))
            .onQuery("empty", reply -> reply.rows(Table.of("a")))
            .onPrepare("selec ?", reply -> reply.error(1064, "42000", "You have an error in your SQL syntax"))
            .onPrepare("liar ?", reply -> reply.prepared(99, 2))
            .start();
    private final MySQLConnection db = connect(server);

    @AfterEach
    void close() {
        db.close();
        server.close();
    }

    @Test
    @DisplayName("tx#14 that the server refuses: message, errno, SQLSTATE, statement, where, and that it was answered")
    void refused() {
        ServerErrorException failure = failure(db.runQuery("selec 1"), ServerErrorException.class, Delivery.ANSWERED);
        assertThat(failure.errno()).isEqualTo(1064);
        assertThat(failure.sqlState()).isEqualTo("42000");
        assertThat(failure.summary()).isEqualTo("the script has no answer to: selec 1");
        assertThat(failure.category()).isEqualTo(ErrorCategory.BAD_SQL);
        assertThat(failure.statement()).isEqualTo("selec 1");
        assertThat(failure.phase()).isEqualTo(Phase.COMMAND);
        assertThat(failure.endpoint()).isEqualTo("127.0.0.1:" + server.port());
    }

    @Test
    @DisplayName("tx#14 that cannot be prepared: the same, and the followers are not harmed")
    void refusedAtPrepare() {
        var bad = db.runQuery("selec ?", 1);
        var good = db.runQuery("select 1");
        assertThat(failure(bad, ServerErrorException.class, Delivery.ANSWERED).statement())
                .isEqualTo("selec ?");
        assertThat(value(good).size()).isEqualTo(1);
        failure(db.runQuery("selec ?", 1), ServerErrorException.class, Delivery.ANSWERED);
    }

    @ParameterizedTest
    @CsvSource({
        "select 1 where a = ?, 2, 1 marker, 2 arguments",
        "select 1 where a = ? and b = ?, 1, 2 markers, 1 argument",
        "select 1 where a = %s, 2, 1 marker, 2 arguments",
        "select 1 where a = %s and b = %s, 1, 2 markers, 1 argument",
        "select 1, 1, no markers, 1 argument",
        "select 1 where a = ? and b = %s, 2, both ? and %s, one kind"
    })
    @DisplayName("tx#16 with a wrong number of arguments fails at the call, naming both counts; nothing is sent")
    void wrongCount(String sql, int count, String expected, String given) {
        Object[] args = new Object[count];
        java.util.Arrays.fill(args, "s3cr3t");
        assertThatThrownBy(() -> db.runQuery(sql, args))
                .isInstanceOfSatisfying(InvalidStatementException.class, failure -> {
                    assertThat(failure.delivery()).isEqualTo(Delivery.NOT_EXECUTED);
                    assertThat(failure.phase()).isEqualTo(Phase.PREPARATION);
                    assertThat(failure.statement()).isEqualTo(sql);
                })
                .hasMessageContaining(expected)
                .hasMessageContaining(given)
                .hasMessageNotContaining("s3cr3t");
        assertThatThrownBy(() -> db.runOperation(sql, args)).isInstanceOf(InvalidStatementException.class);
        assertThatThrownBy(() -> db.fetchOne(sql, args)).isInstanceOf(InvalidStatementException.class);
        assertThat(server.acceptedConnections()).isZero();
    }

    @Test
    @DisplayName("tx#16 whose markers the server counts otherwise is not executed")
    void serverCountsOtherwise() {
        InvalidStatementException failure =
                failure(db.runQuery("liar ?", 1), InvalidStatementException.class, Delivery.NOT_EXECUTED);
        assertThat(failure).hasMessageContaining("2 markers").hasMessageContaining("1 arguments");
        assertThat(value(db.runQuery("select 1")).size()).isEqualTo(1);
    }

    @Test
    @DisplayName("with an argument that SQL has no form for fails at the call, without its value")
    void impossibleArgument() {
        assertThatThrownBy(() -> db.runQuery("select 1 where a = ?", new Unprintable()))
                .isInstanceOf(MySQLException.class)
                .hasMessageContaining("Unprintable")
                .hasMessageNotContaining("s3cr3t");
        assertThat(server.acceptedConnections()).isZero();
    }

    private static final class Unprintable {
        @Override
        public String toString() {
            return "s3cr3t";
        }
    }

    @Test
    @DisplayName("tx#5 for its effect gives all five fields")
    void fiveFields() {
        OperationResult result = value(db.runOperation("insert into t values (%s)", 1));
        assertThat(result).isEqualTo(new OperationResult(3, 42, ServerStatus.AUTOCOMMIT, 2, "Rows matched: 3"));
    }

    @Test
    @DisplayName("tx#6 of the other kind is tolerated")
    void otherKind() {
        Rows rows = value(db.runQuery("insert into t values (1)"));
        assertThat(rows.size()).isZero();
        assertThat(rows.columns()).isEmpty();
        assertThat(rows.operationResult().affectedRows()).isEqualTo(3);
        assertThat(value(db.runOperation("select 1")).affectedRows()).isZero();
    }

    @Test
    @DisplayName("tx#7 fetched as one value: the first of the first row, null without a row")
    void fetchOne() {
        assertThat(value(db.fetchOne("select 1"))).isEqualTo(1L);
        assertThat(value(db.fetchOne(Integer.class, "select 1"))).isEqualTo(1);
        assertThat(value(db.fetchOne("empty"))).isNull();
        assertThat(value(db.fetchOne("insert into t values (1)"))).isNull();
    }

    @Test
    @DisplayName("tx#4 tx#53 with ? is prepared once, with %s not at all")
    void preparedOnce() {
        for (int i = 0; i < 5; i++) {
            value(db.runQuery("select 1 where a = ?", i));
        }
        value(db.runQuery("select 1 where a = %s", "it's"));
        assertThat(server.commands().stream().filter(ComStatementPrepare.class::isInstance))
                .hasSize(1);
        assertThat(server.commands()).last().isEqualTo(ComQuery.of("select 1 where a = 'it''s'"));
    }
}
