// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static io.txmysql.supervisor.RetryDecision.FAIL;
import static io.txmysql.supervisor.RetryDecision.RECONNECT_AND_RUN_AGAIN;
import static io.txmysql.supervisor.RetryDecision.REPAIR_AND_RUN_AGAIN;
import static io.txmysql.supervisor.RetryDecision.RUN_AGAIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLOptions;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.Reconnection;
import io.txmysql.api.RetryPolicy;
import io.txmysql.api.TemporaryError;
import io.txmysql.protocol.error.ConnectFailedException;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.InvalidStatementException;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.error.ProtocolViolationException;
import io.txmysql.protocol.error.ServerErrorException;
import io.txmysql.protocol.error.TlsException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Whether work is run again")
final class RetryDecisionTest {
    private static final long SOON = Duration.ofSeconds(1).toNanos();

    private static ErrorContext context(Delivery delivery) {
        return new ErrorContext("db:3306", Phase.COMMAND, "select 1", delivery);
    }

    private static ConnectionLostException lost(Delivery delivery) {
        return new ConnectionLostException("reset", context(delivery), null);
    }

    private static ServerErrorException answered(int errno) {
        return new ServerErrorException(errno, "HY000", "no", context(Delivery.ANSWERED));
    }

    private static RetryDecision ofWork(
            MySQLException failure,
            boolean idempotent,
            int attempts,
            long nanosSinceCall,
            RetryPolicy policy,
            List<TemporaryError> temporaryErrors) {
        Command.Repeat repeat = idempotent ? Command.Repeat.IDEMPOTENT : Command.Repeat.UNDECLARED;
        return RetryDecision.ofWork(
                failure,
                new RetryDecision.Circumstances(repeat, false, false, false, attempts, nanosSinceCall),
                options(policy, temporaryErrors));
    }

    private static Reconnection options(RetryPolicy policy, List<TemporaryError> temporaryErrors) {
        return MySQLOptions.builder()
                .retryPolicy(policy)
                .temporaryErrors(temporaryErrors)
                .build()
                .reconnection();
    }

    private static RetryDecision decide(MySQLException failure, boolean idempotent, RetryPolicy policy) {
        return ofWork(failure, idempotent, 1, SOON, policy, List.of());
    }

    @ParameterizedTest(name = "{0}, idempotent={1}, {2}: {3}")
    @CsvSource({
        "NOT_EXECUTED, false, NEVER, RUN_AGAIN",
        "NOT_EXECUTED, true, NEVER, RUN_AGAIN",
        "NOT_EXECUTED, false, IDEMPOTENT, RUN_AGAIN",
        "NOT_EXECUTED, false, ALWAYS, RUN_AGAIN",
        "UNKNOWN, false, NEVER, FAIL",
        "UNKNOWN, true, NEVER, FAIL",
        "UNKNOWN, false, IDEMPOTENT, FAIL",
        "UNKNOWN, true, IDEMPOTENT, RUN_AGAIN",
        "UNKNOWN, false, ALWAYS, RUN_AGAIN",
        "ANSWERED, true, ALWAYS, FAIL",
    })
    @DisplayName(
            "tx#31, tx#32, tx#33: after a lost session follows from how far it had got, the caller's word and the policy")
    void afterALoss(Delivery delivery, boolean idempotent, RetryPolicy.Unknown unknown, RetryDecision expected) {
        RetryPolicy policy = new RetryPolicy(unknown, false, 10, Duration.ZERO);
        assertThat(decide(lost(delivery), idempotent, policy)).isEqualTo(expected);
    }

    @Test
    @DisplayName("is refused when attempts or time are used up, whatever the failure")
    void limits() {
        RetryPolicy policy = RetryPolicy.always().withMaxAttempts(3).withMaxTime(Duration.ofSeconds(2));
        ConnectionLostException failure = lost(Delivery.NOT_EXECUTED);
        assertThat(ofWork(failure, true, 2, SOON, policy, List.of())).isEqualTo(RUN_AGAIN);
        assertThat(ofWork(failure, true, 3, SOON, policy, List.of())).isEqualTo(FAIL);
        assertThat(ofWork(failure, true, 1, 2 * SOON, policy, List.of())).isEqualTo(FAIL);
    }

    @Test
    @DisplayName("is refused for the caller's own mistakes and for a closed connection, though nothing was executed")
    void mistakes() {
        RetryPolicy always = RetryPolicy.always();
        assertThat(decide(new InvalidStatementException("2 for 1", context(Delivery.NOT_EXECUTED), null), true, always))
                .isEqualTo(FAIL);
        assertThat(decide(new ConnectionClosedException("closed", context(Delivery.NOT_EXECUTED), null), true, always))
                .isEqualTo(FAIL);
    }

    @Test
    @DisplayName("tx#40: is granted on a new session for an error that was declared temporary, and only for that")
    void temporary() {
        List<TemporaryError> errors = List.of(TemporaryError.errno(1213));
        assertThat(ofWork(answered(1213), false, 1, SOON, RetryPolicy.never(), errors))
                .isEqualTo(RECONNECT_AND_RUN_AGAIN);
        assertThat(ofWork(answered(1064), false, 1, SOON, RetryPolicy.never(), errors))
                .isEqualTo(FAIL);
    }

    @Test
    @DisplayName("after a failed connect depends on whether another attempt could end otherwise")
    void connect() {
        ErrorContext context = context(Delivery.NOT_EXECUTED);
        assertThat(RetryDecision.ofConnect(new ConnectFailedException("refused", context, null), List.of()))
                .isEqualTo(RECONNECT_AND_RUN_AGAIN);
        assertThat(RetryDecision.ofConnect(answered(1040), List.of())).isEqualTo(RECONNECT_AND_RUN_AGAIN);
        assertThat(RetryDecision.ofConnect(answered(1045), List.of())).isEqualTo(FAIL);
        assertThat(RetryDecision.ofConnect(answered(1049), List.of())).isEqualTo(FAIL);
        assertThat(RetryDecision.ofConnect(answered(1049), List.of(TemporaryError.errno(1049))))
                .isEqualTo(RECONNECT_AND_RUN_AGAIN);
        assertThat(RetryDecision.ofConnect(new TlsException("unverified", context, null), List.of()))
                .isEqualTo(FAIL);
        assertThat(RetryDecision.ofConnect(new ProtocolViolationException("HTTP", context, null), List.of()))
                .isEqualTo(FAIL);
    }

    private static RetryDecision decide(
            MySQLException failure, RetryDecision.Circumstances circumstances, MySQLOptionsBuilder options) {
        return RetryDecision.ofWork(failure, circumstances, options.build().reconnection());
    }

    private static RetryDecision.Circumstances work(
            Command.Repeat repeat, boolean repeatable, boolean pinned, boolean repaired) {
        return new RetryDecision.Circumstances(repeat, repeatable, pinned, repaired, 1, SOON);
    }

    @Test
    @DisplayName("is refused to work that depends on what only its session had, whatever the failure and the policy")
    void pinned() {
        MySQLOptionsBuilder options = MySQLOptions.builder()
                .retryPolicy(RetryPolicy.always())
                .temporaryErrors(List.of(TemporaryError.errno(1213)))
                .autoRepair(true)
                .rejectReadOnly(true);
        RetryDecision.Circumstances pinned = work(Command.Repeat.HARMLESS, true, true, false);
        RetryDecision.Circumstances free = work(Command.Repeat.HARMLESS, true, false, false);
        for (MySQLException failure : List.of(
                lost(Delivery.NOT_EXECUTED),
                lost(Delivery.UNKNOWN),
                answered(1213),
                answered(1836),
                answered(145, "Table './test/t' is marked as crashed and should be repaired"))) {
            assertThat(decide(failure, pinned, options)).as("%s", failure).isEqualTo(FAIL);
            assertThat(decide(failure, free, options)).as("%s", failure).isNotEqualTo(FAIL);
        }
    }

    @ParameterizedTest
    @EnumSource(RetryPolicy.Unknown.class)
    @DisplayName("is granted to what does no harm under each policy, within the limits")
    void harmless(RetryPolicy.Unknown unknown) {
        MySQLOptionsBuilder options =
                MySQLOptions.builder().retryPolicy(new RetryPolicy(unknown, false, 2, Duration.ZERO));
        assertThat(decide(lost(Delivery.UNKNOWN), work(Command.Repeat.HARMLESS, false, false, false), options))
                .isEqualTo(RUN_AGAIN);
        assertThat(decide(
                        lost(Delivery.UNKNOWN),
                        new RetryDecision.Circumstances(Command.Repeat.HARMLESS, false, false, false, 2, SOON),
                        options))
                .isEqualTo(FAIL);
        assertThat(decide(answered(1064), work(Command.Repeat.HARMLESS, false, false, false), options))
                .isEqualTo(FAIL);
    }

    @ParameterizedTest(name = "{0}, selects idempotent={1}, only reads={2}: {3}")
    @CsvSource({
        "NEVER, true, true, FAIL",
        "IDEMPOTENT, false, true, FAIL",
        "IDEMPOTENT, true, false, FAIL",
        "IDEMPOTENT, true, true, RUN_AGAIN",
        "ALWAYS, false, false, RUN_AGAIN",
    })
    @DisplayName("is granted to an undeclared SELECT where the policy takes what only reads as idempotent")
    void selects(RetryPolicy.Unknown unknown, boolean selects, boolean repeatable, RetryDecision expected) {
        MySQLOptionsBuilder options =
                MySQLOptions.builder().retryPolicy(new RetryPolicy(unknown, selects, 10, Duration.ZERO));
        assertThat(decide(lost(Delivery.UNKNOWN), work(Command.Repeat.UNDECLARED, repeatable, false, false), options))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("comes after a repair, once, if autoRepair is on and the error names a broken table")
    void repair() {
        MySQLOptionsBuilder on = MySQLOptions.builder().autoRepair(true);
        MySQLOptionsBuilder off = MySQLOptions.builder();
        MySQLException broken = answered(1194, "Table 't' is marked as crashed and should be repaired");
        RetryDecision.Circumstances fresh = work(Command.Repeat.UNDECLARED, false, false, false);
        assertThat(decide(broken, fresh, on)).isEqualTo(REPAIR_AND_RUN_AGAIN);
        assertThat(decide(broken, fresh, off)).isEqualTo(FAIL);
        assertThat(decide(broken, work(Command.Repeat.UNDECLARED, false, false, true), on))
                .isEqualTo(FAIL);
        assertThat(decide(answered(1064), fresh, on)).isEqualTo(FAIL);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    1290 | The MySQL server is running with the --read-only option so it cannot execute this statement       | true
                    1290 | The MySQL server is running with the --super-read-only option so it cannot execute this statement | true
                    1290 | The MariaDB server is running with the --read-only option so it cannot execute this statement     | true
                    1290 | The MariaDB server is running with the read_only option so it cannot execute this statement       | true
                    1290 | The MySQL server is running with the --skip-grant-tables option so it cannot execute this         | false
                    1290 | The MySQL server is running with the --secure-file-priv option so it cannot execute this          | false
                    1792 | Cannot execute statement in a READ ONLY transaction.                                              | true
                    1836 | Running in read-only mode                                                                         | true
                    1064 | You have an error near 'read-only'                                                                | false
                    """)
    @DisplayName("is granted on a new session for the errors of a read-only server, with rejectReadOnly")
    void readOnly(int errno, String message, boolean readOnly) {
        MySQLException failure = answered(errno, message);
        RetryDecision.Circumstances circumstances = work(Command.Repeat.UNDECLARED, false, false, false);
        assertThat(RetryDecision.isReadOnlyServer(failure)).isEqualTo(readOnly);
        assertThat(decide(failure, circumstances, MySQLOptions.builder().rejectReadOnly(true)))
                .isEqualTo(readOnly ? RECONNECT_AND_RUN_AGAIN : FAIL);
        assertThat(decide(failure, circumstances, MySQLOptions.builder())).isEqualTo(FAIL);
    }

    private static ServerErrorException answered(int errno, String message) {
        return new ServerErrorException(errno, "HY000", message, context(Delivery.ANSWERED));
    }
}
