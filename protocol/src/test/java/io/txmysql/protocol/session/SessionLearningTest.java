// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.codec.StatementTraits.TransactionControl;
import io.txmysql.protocol.error.SessionPin;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.message.SessionStateChange;
import io.txmysql.protocol.message.SessionStateChange.StateChanged;
import io.txmysql.protocol.message.SessionStateChange.SystemVariable;
import io.txmysql.protocol.session.SessionConfig.Setup;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session knows of itself after the answers to its user's commands. */
class SessionLearningTest {
    private static final Setup TRACKING = new Setup(true, Map.of(), List.of());
    private static final StatementTraits SETS_VARIABLE = traits(Set.of(SessionPin.SESSION_VARIABLE), Set.of());

    private final SetupServer server = new SetupServer();
    private final EngineHarness harness = server.session(Configs.withSetup(TRACKING, 64), Cutting.everyByte());
    private final SessionState session = harness.engine.session();

    private static StatementTraits traits(Set<SessionPin> pins, Set<SessionPin> releases) {
        return new StatementTraits(true, pins, releases, TransactionControl.NONE, false);
    }

    private void run(String sql, StatementTraits traits, Reply reply) {
        server.once(sql, reply);
        harness.query(sql, traits);
        harness.run().assertAllEnded();
    }

    private static SessionState untracked(String sql, StatementTraits traits, Reply reply) {
        EngineHarness untracked = new SetupServer()
                .always(SetupServer.TRACK, Reply.err(1193, "HY000", "Unknown system variable"))
                .always(sql, reply)
                .session(Configs.withSetup(TRACKING, 64), Cutting.whole());
        untracked.query(sql, traits);
        untracked.run().assertAllEnded();
        return untracked.engine.session();
    }

    // --- Pins ---

    @Test
    @DisplayName("what a statement leaves behind by its words pins the session until a statement takes it away")
    void wordsPin() {
        run(
                "SELECT GET_LOCK('a', 1)",
                traits(Set.of(SessionPin.USER_LOCK), Set.of()),
                Reply.text("a").row("1"));
        run("LOCK TABLES t READ", traits(Set.of(SessionPin.TABLE_LOCK), Set.of()), Reply.ok(0));
        assertThat(session.pins()).containsExactlyInAnyOrder(SessionPin.USER_LOCK, SessionPin.TABLE_LOCK);
        run("UNLOCK TABLES", traits(Set.of(), Set.of(SessionPin.TABLE_LOCK)), Reply.ok(0));
        assertThat(session.pins()).containsExactly(SessionPin.USER_LOCK);
        assertThat(session.isDirty()).isTrue();
    }

    @Test
    @DisplayName("a statement that fails may have left something behind, and has taken nothing away")
    void failuresPin() {
        Reply refused = Reply.err(1064, "42000", "syntax");
        run("CREATE TEMPORARY TABLE t", traits(Set.of(SessionPin.TEMPORARY_TABLE), Set.of()), refused);
        assertThat(session.pins()).containsExactly(SessionPin.TEMPORARY_TABLE);
        run("DROP TEMPORARY TABLE t", traits(Set.of(), Set.of(SessionPin.TEMPORARY_TABLE)), refused);
        assertThat(session.pins()).containsExactly(SessionPin.TEMPORARY_TABLE);
        run("drop temporary table t", traits(Set.of(), Set.of(SessionPin.TEMPORARY_TABLE)), Reply.stateChanged());
        assertThat(session.pins()).isEmpty();
    }

    @Test
    @DisplayName("a statement that takes a lock away and takes another has one")
    void releasesThenPins() {
        run(
                "SELECT RELEASE_LOCK('a'), GET_LOCK('b', 1)",
                traits(Set.of(SessionPin.USER_LOCK), Set.of(SessionPin.USER_LOCK)),
                Reply.text("a", "b").row("1", "1"));
        assertThat(session.pins()).containsExactly(SessionPin.USER_LOCK);
    }

    @Test
    @DisplayName("a change reported by a prepared execution is judged like that of a text")
    void executionsPin() {
        server.always("ComStatementPrepare", Reply.prepared(1, 0, 0))
                .always("ComStatementExecute", Reply.stateChanged());
        harness.execute("SELECT f()");
        harness.run().assertAllEnded();
        assertThat(session.pins()).containsExactly(SessionPin.OTHER);
    }

    @Test
    @DisplayName("a change that the server does not name and the words do not explain pins the session")
    void unexplainedChange() {
        run("SELECT f()", StatementTraits.ORDINARY, Reply.stateChanged());
        assertThat(session.pins()).containsExactly(SessionPin.OTHER);
        assertThat(session.isDirty()).isTrue();
    }

    @Test
    @DisplayName("the same within several results, and for a command without words")
    void unexplainedChangeInOneOfSeveral() {
        OkPacket changed = new OkPacket(
                0,
                0,
                ServerStatus.AUTOCOMMIT | ServerStatus.MORE_RESULTS_EXISTS | ServerStatus.SESSION_STATE_CHANGED,
                0,
                "",
                List.of(new StateChanged(true)));
        run("several", StatementTraits.BARRIER, Reply.ok(changed).then(Reply.ok(0)));
        assertThat(session.pins()).containsExactly(SessionPin.OTHER);
    }

    @Test
    @DisplayName("a change is explained by its own reports, by the words, by another database; false is no change")
    void explainedChange() {
        run("SET time_zone = 'x'", StatementTraits.BARRIER, Reply.variable("time_zone", "x"));
        run(
                "USE b",
                StatementTraits.BARRIER,
                Reply.changed(new SessionStateChange.Schema("b"), new StateChanged(true)));
        run("SELECT 1", StatementTraits.ORDINARY, Reply.changed(new StateChanged(false)));
        assertThat(session.pins()).isEmpty();
        run("SET @a = 1", traits(Set.of(SessionPin.USER_VARIABLE), Set.of()), Reply.stateChanged());
        assertThat(session.pins()).containsExactly(SessionPin.USER_VARIABLE);
    }

    @Test
    @DisplayName("the count of statements that MySQL 9 reports each time explains nothing and changes nothing")
    void statementId() {
        run("SELECT 1", StatementTraits.ORDINARY, Reply.changed(new SystemVariable("statement_id", "17")));
        assertThat(session.isDirty()).isFalse();
        run("SELECT f()", StatementTraits.ORDINARY, Reply.variable("statement_id", "18"));
        assertThat(session.pins()).containsExactly(SessionPin.OTHER);
    }

    // --- Session variables ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET time_zone = '+01:00'",
                "set Session TIME_ZONE := ?",
                "SET @@session.time_zone=concat('+', ',', (1), \"x,\")",
                "SET @@time_zone = 1 ;",
                "/* why */ SET LOCAL time_zone = 'it''s'",
                "SET @a = 1, time_zone = 'x', GLOBAL max_connections = 5, @@global.sql_mode = ''"
            })
    @DisplayName("a variable that is reported does not pin: another session can be told the same")
    void reportedVariable(String sql) {
        run(sql, SETS_VARIABLE, Reply.variable("time_zone", "+01:00"));
        assertThat(session.pins()).isEmpty();
        assertThat(session.isDirty()).isTrue();
        assertThat(session.replay()).containsExactly(Map.entry("time_zone", "'+01:00'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET time_zone = 'x', foreign_key_checks = 0",
                "SET /*!50000 foreign_key_checks = 0, */ time_zone = 'x'",
                "SET time_zone = '\\', sql_mode = '",
                "SET time_zone = 1; SET sql_mode = 2",
                "SET time_zone = `a`, sql_mode = 3",
                "SET time_zone = 1 -- , sql_mode = 3",
                "SET time_zone = (1, sql_mode = 3",
                "SET timestamp = 1",
                "SET NAMES utf8mb4 COLLATE utf8mb4_bin",
                "SET CHARACTER SET latin1",
                "SET SESSION TRANSACTION READ ONLY",
                "CALL p()"
            })
    @DisplayName(
            "a variable that is not reported under its name, or cannot be set anew, pins; so does text that is unclear")
    void unreportedVariable(String sql) {
        run(
                sql,
                SETS_VARIABLE,
                Reply.changed(
                        new SystemVariable("time_zone", "x"),
                        new SystemVariable("timestamp", "1.000000"),
                        new SystemVariable("character_set_client", "utf8mb4"),
                        new SystemVariable("character_set_connection", "utf8mb4"),
                        new SystemVariable("character_set_results", "utf8mb4"),
                        new StateChanged(true)));
        assertThat(session.pins()).containsExactly(SessionPin.SESSION_VARIABLE);
    }

    @Test
    @DisplayName("MariaDB says autocommit where foreign_key_checks was set, or says no name at all: that pins")
    void misreported() {
        run("SET foreign_key_checks = 0", SETS_VARIABLE, Reply.variable("autocommit", "ON"));
        assertThat(session.pins()).containsExactly(SessionPin.SESSION_VARIABLE);
        SessionLearningTest other = new SessionLearningTest();
        other.run("SET innodb_lock_wait_timeout = 1", SETS_VARIABLE, Reply.stateChanged());
        assertThat(other.session.pins()).containsExactly(SessionPin.SESSION_VARIABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "SET NAMES latin1, character_set_client character_set_connection character_set_results",
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, transaction_isolation",
        "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE, tx_isolation",
        "set local transaction read only, tx_read_only",
        "SET tx_isolation = 'SERIALIZABLE', transaction_isolation",
        "SET wsrep_osu_method = 'TOI', wsrep_OSU_method",
    })
    @DisplayName("other forms of SET, with the names that servers report for them")
    void otherForms(String sql, String names) {
        SessionStateChange[] changes = Arrays.stream(names.split(" "))
                .map(name -> new SystemVariable(name, "x"))
                .toArray(SessionStateChange[]::new);
        run(sql, SETS_VARIABLE, Reply.changed(changes));
        assertThat(session.pins()).isEmpty();
        assertThat(session.replay()).hasSize(changes.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET GLOBAL max_connections = 5",
                "SET TRANSACTION READ ONLY",
                "SET @@transaction_isolation = 'x'"
            })
    @DisplayName("where nothing of the session has changed, nothing pins")
    void notOfThisSession(String sql) {
        run(sql, SETS_VARIABLE, Reply.changed());
        assertThat(session.isDirty()).isFalse();
    }

    @Test
    @DisplayName("where variables are not reported each SET pins")
    void untrackedVariable() {
        SessionState untracked = untracked("SET time_zone = 'x'", SETS_VARIABLE, Reply.ok(0));
        assertThat(untracked.pins()).containsExactly(SessionPin.SESSION_VARIABLE);
        assertThat(untracked.replay()).isEmpty();
    }

    @Test
    @DisplayName("MariaDB's SET STATEMENT reports a value that is gone when it ends: it changes nothing")
    void setStatement() {
        run(
                "SET STATEMENT max_statement_time = 1 FOR SELECT 1",
                SETS_VARIABLE,
                Reply.variable("max_statement_time", "1.000000"));
        assertThat(session.isDirty()).isFalse();
        assertThat(session.replay()).isEmpty();
    }

    @Test
    @DisplayName("who turns reports off is not tracked any more")
    void trackersTurnedOff() {
        run(
                "SET session_track_state_change = OFF",
                SETS_VARIABLE,
                Reply.changed(new SystemVariable("session_track_state_change", "OFF")));
        assertThat(session.tracksVariables()).isFalse();
        assertThat(session.pins()).containsExactly(SessionPin.SESSION_VARIABLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "autocommit|OFF|'OFF'",
                "wait_timeout|100|100",
                "long_query_time|10.000000|10.000000",
                "wsrep_OSU_method|TOI|'TOI'",
                "sql_mode|``|''",
                "sql_mode|it's|'it''s'",
                "init|a\\b|_utf8mb4 X'615C62'",
                "lc_time_names|ö|_utf8mb4 X'C3B6'",
                "time_zone|+01:00|'+01:00'",
                "time_zone|1; DROP TABLE t|'1; DROP TABLE t'",
                "character_set_results|``|NULL",
                "character_set_results|latin1|'latin1'",
                "innodb_tmpdir|``|NULL",
                "default_tmp_storage_engine|``|NULL",
                "system_versioning_asof|DEFAULT|DEFAULT",
                "system_versioning_asof|2020-01-01 00:00:00.000000|'2020-01-01 00:00:00.000000'",
                "a|-1.5|-1.5",
                "a|1e5|'1e5'",
                "a|1-1|'1-1'",
            })
    @DisplayName("changed variables, as expressions that another session can be told")
    void replay(String name, String value, String expression) {
        run("SELECT x", StatementTraits.ORDINARY, Reply.variable(name, value));
        assertThat(session.replay()).containsExactly(Map.entry(name, expression));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestamp",
                "insert_id",
                "last_insert_id",
                "identity",
                "rand_seed1",
                "rand_seed2",
                "gtid_next",
                "gtid_seq_no",
                "wsrep_gtid_seq_no",
                "last_gtid",
                "pseudo_thread_id",
                "pseudo_slave_mode",
                "pseudo_replica_mode",
                "error_count",
                "warning_count",
                "in_transaction",
                "session_track_gtids",
                "session_track_schema",
                "character_set_database",
                "collation_database",
                "a = 1, b",
                "a.b",
                "``",
                "ö"
            })
    @DisplayName("one-shot, read-only and ill-named variables are dirt, and are told to nobody")
    void notReplayed(String name) {
        run("SELECT x", StatementTraits.ORDINARY, Reply.variable(name, "1"));
        assertThat(session.replay()).isEmpty();
        assertThat(session.isDirty()).isTrue();
    }

    @Test
    @DisplayName("variables that change others are told in the order in which they were set")
    void replayOrder() {
        run("a", StatementTraits.BARRIER, Reply.variable("tx_isolation", "SERIALIZABLE"));
        run("b", StatementTraits.BARRIER, Reply.variable("sql_big_selects", "ON"));
        run("c", StatementTraits.BARRIER, Reply.variable("max_join_size", "1000"));
        run("d", StatementTraits.BARRIER, Reply.variable("tx_isolation", "READ-COMMITTED"));
        run(
                "e",
                StatementTraits.BARRIER,
                Reply.changed(
                        new SystemVariable("collation_connection", "utf8mb4_bin"),
                        new SystemVariable("character_set_connection", "utf8mb4")));
        assertThat(session.replay().keySet())
                .containsExactly(
                        "sql_big_selects",
                        "max_join_size",
                        "tx_isolation",
                        "character_set_connection",
                        "collation_connection");
    }

    @Test
    @DisplayName("SET NAMES with the character set that there is changes the collation all the same")
    void sameCharacterSet() {
        EngineHarness other = new SetupServer()
                .always(SetupServer.IDENTIFY, Reply.variable("character_set_connection", "utf8mb4"))
                .always("SET NAMES", Reply.variable("character_set_connection", "utf8mb4"))
                .session(Configs.withSetup(TRACKING, 64), Cutting.whole());
        assertThat(other.engine.session().isDirty()).isFalse();
        other.query("SET NAMES utf8mb4");
        other.run().assertAllEnded();
        assertThat(other.engine.session().replay()).containsExactly(Map.entry("character_set_connection", "'utf8mb4'"));
    }

    @Test
    @DisplayName("the idle limit of the server is followed")
    void waitTimeout() {
        run("SET wait_timeout = 5", SETS_VARIABLE, Reply.variable("wait_timeout", "5"));
        assertThat(session.waitTimeoutSeconds()).isEqualTo(5);
        run("strange", SETS_VARIABLE, Reply.variable("wait_timeout", "soon"));
        assertThat(session.waitTimeoutSeconds()).isZero();
    }

    @Test
    @DisplayName("a server that reports variables without end is not believed beyond a bound; the session is dirty")
    void boundedNames() {
        SessionStateChange[] changes = new SessionStateChange[2000];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = new SystemVariable("v" + i, "x");
        }
        run("a", StatementTraits.BARRIER, Reply.changed(changes));
        assertThat(session.systemVariables()).hasSize(1000);
        assertThat(session.isDirty()).isTrue();
    }

    @Test
    @DisplayName("nor is one that reports long values; a value that grows beyond the bound is dropped, too")
    void boundedText() {
        EngineHarness large = new SetupServer()
                .always(SetupServer.TRACK, Reply.variable("a", "x".repeat(40_000)))
                .always("b", Reply.changed(new SystemVariable("b", "y".repeat(30_000))))
                .always("a", Reply.changed(new SystemVariable("a", "z".repeat(70_000))))
                .session(Configs.withSetup(TRACKING, 64), Cutting.whole());
        SessionState bounded = large.engine.session();
        assertThat(bounded.isDirty()).isFalse();
        large.query("b");
        large.query("a");
        large.run().assertAllEnded();
        assertThat(bounded.systemVariables()).containsOnlyKeys("a").containsEntry("a", "x".repeat(40_000));
        assertThat(bounded.replay()).isEmpty();
        assertThat(bounded.isDirty()).isTrue();
        large.reset();
        large.run().assertAllEnded();
        assertThat(bounded.isDirty()).isFalse();
    }

    // --- Transactions ---

    @Test
    @DisplayName("an open transaction pins while the server says that it is open; an ERR leaves what was known")
    void transaction() {
        run("BEGIN", traits(Set.of(SessionPin.TRANSACTION), Set.of()), Reply.status(3));
        assertThat(session.isInTransaction()).isTrue();
        run("INSERT", StatementTraits.ORDINARY, Reply.err(1062, "23000", "Duplicate"));
        assertThat(session.pins()).containsExactly(SessionPin.TRANSACTION);
        run("COMMIT", traits(Set.of(), Set.of(SessionPin.TRANSACTION)), Reply.status(2));
        assertThat(session.pins()).isEmpty();
        assertThat(session.isDirty()).isFalse();
    }

    @Test
    @DisplayName("a deadlock has ended the transaction, although the ERR says nothing of that")
    void deadlock() {
        run("BEGIN", StatementTraits.BARRIER, Reply.status(0x2003));
        run("UPDATE", StatementTraits.ORDINARY, Reply.err(1205, "HY000", "Lock wait timeout"));
        assertThat(session.isInTransaction()).isTrue();
        run("UPDATE", StatementTraits.ORDINARY, Reply.text("a").endedBy(Reply.err(1213, "40001", "Deadlock")));
        assertThat(session.isInTransaction()).isFalse();
        assertThat(session.serverStatus()).isEqualTo(ServerStatus.AUTOCOMMIT);
        assertThat(session.isDirty()).isFalse();
    }

    @Test
    @DisplayName("autocommit off is dirt, also where the server reports nothing")
    void autocommit() {
        SessionState untracked = untracked("SET autocommit = 0", StatementTraits.BARRIER, Reply.status(0));
        assertThat(untracked.isAutocommit()).isFalse();
        assertThat(untracked.isDirty()).isTrue();
    }

    @Test
    @DisplayName("another database is known by its name, and is no dirt")
    void database() {
        harness.use("other");
        harness.run();
        assertThat(session.schema()).isEqualTo("other");
        assertThat(session.isDirty()).isFalse();
        assertThat(session.replay()).isEmpty();
    }

    @Test
    @DisplayName("without CLIENT_DEPRECATE_EOF the end of rows reports nothing, and nothing is made up")
    void withoutReportsAfterRows() {
        EngineHarness old = new EngineHarness(
                        Configs.withSetup(TRACKING, 8),
                        ScriptedServer.accepting(ScriptedServer.CAPABILITIES & ~Capabilities.CLIENT_DEPRECATE_EOF)
                                .answerWith(new SetupServer()
                                        .always("SELECT f()", Reply.text("a").row("1"))),
                        Cutting.everyByte())
                .run();
        old.query("SELECT f()");
        old.run().assertAllEnded();
        assertThat(old.engine.session().tracksVariables()).isTrue();
        assertThat(old.engine.session().isDirty()).isFalse();
    }
}
