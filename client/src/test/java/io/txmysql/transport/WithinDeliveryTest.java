// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.exchange.PingExchange;
import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.ResultSink;
import io.txmysql.protocol.exchange.RowBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("From within the delivery of an answer")
class WithinDeliveryTest {
    private static final int PING = 5;

    private final EmbeddedSession embedded = new EmbeddedSession(Duration.ZERO);
    private final NettySession session = embedded.session();
    private final List<String> log = new ArrayList<>();

    @Test
    @DisplayName("a command is submitted, and written in the same turn")
    void submit() {
        ask("first", () -> ask("second", () -> {}));
        embedded.turn();
        assertThat(embedded.sent()).containsExactly(PING);
        embedded.receiveOk(1);
        assertThat(embedded.sent()).containsExactly(PING);
        embedded.receiveOk(1);
        assertThat(log).containsExactly("first", "second");
    }

    @Test
    @DisplayName("a hold is lifted, and what it held is written in the same turn")
    void lift() {
        ask("first", () -> session.hold(false));
        embedded.turn();
        session.hold(true);
        ask("second", () -> {});
        ask("third", () -> {});
        embedded.turn();
        assertThat(embedded.sent()).containsExactly(PING);
        embedded.receiveOk(1);
        assertThat(embedded.sent()).containsExactly(2 * PING);
    }

    @Test
    @DisplayName("a command goes in front of what is held, and is written in the same turn, alone")
    void submitNext() {
        ask("first", () -> session.submitNext(ping("urgent", () -> {})));
        embedded.turn();
        session.hold(true);
        ask("second", () -> {});
        embedded.turn();
        assertThat(embedded.sent()).containsExactly(PING);
        embedded.receiveOk(1);
        assertThat(embedded.sent()).containsExactly(PING);
        embedded.receiveOk(1);
        embedded.turn();
        assertThat(embedded.sent()).isEmpty();
        assertThat(log).containsExactly("first", "urgent");
        assertThat(session.pending()).isEqualTo(1);
    }

    @Test
    @DisplayName("what has not been sent is taken back, and neither sent nor failed")
    void withdraw() {
        List<Object> withdrawn = new ArrayList<>();
        ask("first", () -> withdrawn.addAll(session.withdraw()));
        embedded.turn();
        session.hold(true);
        PingExchange second = ping("second", () -> {});
        PingExchange third = ping("third", () -> {});
        session.submit(second);
        session.submit(third);
        embedded.turn();
        embedded.sent();
        embedded.receiveOk(1);
        session.hold(false);
        embedded.turn();
        assertThat(withdrawn).containsExactly(second, third);
        assertThat(embedded.sent()).isEmpty();
        assertThat(session.pending()).isZero();
        session.close(new ConnectionClosedException("over", ErrorContext.local(null), null));
        assertThat(log).containsExactly("first");
        embedded.sent();
    }

    @Test
    @DisplayName("what another session may have is taken back and given to it, in order, while this one goes on")
    void moveOn() {
        EmbeddedSession other = new EmbeddedSession(Duration.ZERO);
        ask("first", () -> session.withdraw().forEach(other.session()::submit));
        embedded.turn();
        session.hold(true);
        ask("second", () -> {});
        ask("third", () -> {});
        embedded.turn();
        embedded.sent();
        embedded.receiveOk(1);
        other.turn();
        assertThat(other.sent()).containsExactly(2 * PING);
        other.receiveOk(1);
        other.receiveOk(1);
        assertThat(log).containsExactly("first", "second", "third");
        session.hold(false);
        ask("fourth", () -> {});
        embedded.turn();
        assertThat(embedded.sent()).containsExactly(PING);
    }

    @Test
    @DisplayName("the session is closed: what is on the wire fails once, and what follows in that turn is refused")
    void close() {
        ask("first", () -> session.close(new ConnectionClosedException("over", ErrorContext.local(null), null)));
        ask("second", () -> {});
        embedded.turn();
        embedded.receiveOk(1);
        assertThat(log).containsExactly("first", "second UNKNOWN");
        assertThat(embedded.ends()).hasSize(1);
        assertThat(embedded.channel().isOpen()).isFalse();
        embedded.sent();
    }

    private void ask(String name, Runnable whenAnswered) {
        session.submit(ping(name, whenAnswered));
    }

    private PingExchange ping(String name, Runnable whenAnswered) {
        return new PingExchange(new ResultSink() {
            @Override
            public void onRows(RowBatch rows) {}

            @Override
            public void onResultEnd(ResultEnd end) {}

            @Override
            public void onComplete() {
                log.add(name);
                whenAnswered.run();
            }

            @Override
            public void onFailure(MySQLException failure) {
                Delivery delivery = failure.delivery();
                log.add(name + ' ' + delivery);
            }
        });
    }
}
