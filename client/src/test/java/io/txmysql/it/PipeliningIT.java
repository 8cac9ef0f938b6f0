// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.CompressionAlgorithm;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.SslMode;
import io.txmysql.protocol.error.MySQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** pitfall#21: many threads, one connection, and every answer reaches the call that asked for it. */
@MethodSource("io.txmysql.it.TestServer#all")
class PipeliningIT extends ServerSuite {
    private static final int THREADS = 16;
    private static final int COMMANDS = 10_000;

    /** The ways that the bytes may take. */
    enum Way {
        PLAIN(options -> options),
        ONE_AT_A_TIME(options -> options.pipeliningLimit(1)),
        SMALL_CACHE(options -> options.prepStmtCacheSize(2)),
        ZLIB(options -> options.compressionAlgorithms(List.of(CompressionAlgorithm.ZLIB))),
        TLS(options -> options.sslMode(SslMode.PREFERRED)),
        TLS_AND_ZLIB(options ->
                options.sslMode(SslMode.PREFERRED).compressionAlgorithms(List.of(CompressionAlgorithm.ZLIB)));

        @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
        final UnaryOperator<MySQLOptionsBuilder> change;

        Way(UnaryOperator<MySQLOptionsBuilder> change) {
            this.change = change;
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("pitfall#21: 10,000 mixed commands of 16 threads over one connection, each result has its own token")
    void tokens(Way way) throws InterruptedException {
        table("t", "id int primary key, v varchar(100)");
        MySQLConnection shared = connect(way.change);
        boolean encrypted = way.name().startsWith("TLS") && server.offersModernTls();
        String cipher = await(shared.runQuery("show session status like 'Ssl_cipher'"))
                .get(0)
                .getString(1);
        assertThat(cipher != null && !cipher.isEmpty()).as("encrypted").isEqualTo(encrypted);
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicInteger answers = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int first = t * (COMMANDS / THREADS);
            Thread thread = new Thread(() -> {
                List<CompletableFuture<?>> calls = new ArrayList<>();
                for (int token = first; token < first + COMMANDS / THREADS; token++) {
                    calls.add(submit(shared, token, wrong, answers));
                }
                CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        assertThat(wrong).isEmpty();
        assertThat(answers).hasValue(COMMANDS);
        assertThat(one("select count(*) from t")).isEqualTo((long) COMMANDS / 10);
        assertThat(one("select count(*) from t where v <> concat('v', id)")).isEqualTo(0L);
    }

    /** The futures end well in any case; what is not as it has to be is noted. */
    private static CompletableFuture<?> submit(
            MySQLConnection shared, int token, Queue<String> wrong, AtomicInteger answers) {
        String text = "v" + token;
        CompletableFuture<? extends @Nullable Object> call = switch (token % 10) {
            case 0 -> shared.fetchOne("select '" + text + "'");
            case 1 -> shared.fetchOne("select cast(? as char)", text);
            case 2 -> shared.fetchOne("select cast(%s as char)", text);
            case 3 -> shared.ping();
            case 4 -> shared.runQuery("select * from `" + text + "` where 1 = 0");
            case 5 -> shared.runQuery("select * from `" + text + "` where 1 = ?", 0);
            case 6 -> shared.runOperation("insert into t values (?, ?)", token, text);
            case 7 -> shared.fetchOne("select repeat(?, 100)", text);
            case 8 -> shared.fetchOne("select concat(?, '-', " + token % 7 + ")", text);
            default -> shared.fetchOne("select /* " + "x".repeat(token % 1000) + " */ '" + text + "'");
        };
        return call.handle((value, failure) -> {
            answers.incrementAndGet();
            boolean right = switch (token % 10) {
                case 3 -> value == null && failure == null;
                case 4, 5 ->
                    failure instanceof MySQLException e
                            && e.errno() == 1146
                            && e.summary().contains("." + text + "'");
                case 6 -> failure == null && String.valueOf(value).contains("affectedRows=1,");
                case 7 -> text.repeat(100).equals(value);
                case 8 -> (text + "-" + token % 7).equals(value);
                default -> text.equals(value);
            };
            if (!right) {
                wrong.add(text + " got " + value + ", " + failure);
            }
            return answers;
        });
    }
}
