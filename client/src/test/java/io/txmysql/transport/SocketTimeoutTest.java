// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.MySQLTimeoutException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.ComPing;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A session with a socketTimeout of 1000 ms")
class SocketTimeoutTest {
    private static final int LIMIT = 1_000;
    private static final int QUARTER = LIMIT / 4;

    private final EmbeddedSession embedded = new EmbeddedSession(Duration.ofMillis(LIMIT));
    private final Asked first = new Asked();
    private final Asked second = new Asked();

    @Test
    @DisplayName("is given up after 1000 ms in which nothing came and an answer was due")
    void silence() {
        submit(first);
        submit(second);
        pass(LIMIT - 1);
        assertThat(embedded.ends()).isEmpty();
        pass(1);
        assertThat(embedded.ends()).singleElement().isInstanceOf(MySQLTimeoutException.class);
        assertThat(embedded.channel().isOpen()).isFalse();
        for (Asked each : new Asked[] {first, second}) {
            MySQLException failure = each.failure;
            assertThat(failure)
                    .isInstanceOf(MySQLTimeoutException.class)
                    .hasMessageContaining("no byte from the server within the socketTimeout of 1000 ms")
                    .hasMessageContaining("answers to 2 commands were due")
                    .hasMessageContaining("the session was given up")
                    .hasMessageContaining("asked");
            assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
            assertThat(failure.phase()).isEqualTo(Phase.COMMAND);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, QUARTER - 1, QUARTER, QUARTER + 1, 2 * QUARTER, 3 * QUARTER + 7, LIMIT - 1})
    @DisplayName("counts from the last byte, and is late by a quarter at most")
    void lastByte(int at) {
        submit(first);
        pass(at);
        answerInPart();
        pass(LIMIT - 1);
        assertThat(embedded.ends()).isEmpty();
        pass(QUARTER + 1);
        assertThat(embedded.ends()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, QUARTER, QUARTER + 1, LIMIT})
    @DisplayName("counts anew for an answer that is due after others have come")
    void nextCommand(int pause) {
        submit(first);
        pass(QUARTER + 1);
        answer();
        pass(pause);
        submit(second);
        pass(LIMIT - 1);
        assertThat(embedded.ends()).isEmpty();
        pass(QUARTER + 1);
        assertThat(embedded.ends()).hasSize(1);
    }

    @Test
    @DisplayName("tx#37 lives as long as it likes when no answer is due, and then has no timer")
    void idle() {
        pass(100 * LIMIT);
        submit(first);
        pass(QUARTER);
        answer();
        for (int i = 0; i < 50; i++) {
            pass(QUARTER + 3);
        }
        assertThat(embedded.ends()).isEmpty();
        assertThat(timers()).isFalse();
    }

    @Test
    @DisplayName("has one timer, however much is said")
    void oneTimer() {
        for (int i = 0; i < 20; i++) {
            submit(new Asked());
            answerInPart();
        }
        int looks = 0;
        while (timers() && looks < 100) {
            long next = embedded.channel().runScheduledPendingTasks();
            embedded.channel().advanceTimeBy(next, TimeUnit.NANOSECONDS);
            looks++;
        }
        assertThat(embedded.ends()).hasSize(1);
        assertThat(looks).as("looks until the end").isLessThanOrEqualTo(6);
    }

    @Test
    @DisplayName("lives while bytes come one after the other")
    void trickle() {
        submit(first);
        for (int i = 0; i < 20; i++) {
            pass(LIMIT - 1);
            answerInPart();
        }
        assertThat(embedded.ends()).isEmpty();
    }

    @Test
    @DisplayName("lives while it does not read on because nobody wants more; the silence begins after that")
    void paused() {
        submit(first);
        first.demand = false;
        answerInPart();
        pass(20 * LIMIT);
        assertThat(embedded.ends()).isEmpty();
        first.demand = true;
        pass(LIMIT - 1);
        assertThat(embedded.ends()).isEmpty();
        pass(QUARTER + 1);
        assertThat(embedded.ends()).hasSize(1);
    }

    @Test
    @DisplayName("whose connection the operating system has given up for that reason says the same")
    void systemTimeout() {
        submit(first);
        assumeThat(Epoll.isAvailable()).isTrue();
        embedded.channel().pipeline().fireExceptionCaught(new NativeIoException("recvAddress", -110, false));
        assertThat(first.failure)
                .isInstanceOf(MySQLTimeoutException.class)
                .hasMessageContaining("the answer to a command was due");
    }

    @Test
    @DisplayName("which breaks for another reason is lost")
    void otherFailure() {
        submit(first);
        assumeThat(Epoll.isAvailable()).isTrue();
        embedded.channel().pipeline().fireExceptionCaught(new NativeIoException("recvAddress", -104, false));
        assertThat(first.failure).isInstanceOf(ConnectionLostException.class);
        assertThat(timers()).isFalse();
    }

    @Test
    @DisplayName("of 0 waits for ever, without a timer")
    void none() {
        EmbeddedSession patient = new EmbeddedSession(Duration.ZERO);
        patient.session().submit(first);
        patient.turn();
        assertThat(patient.channel().runScheduledPendingTasks()).isEqualTo(-1);
        patient.pass(Duration.ofDays(300));
        assertThat(patient.ends()).isEmpty();
        patient.sent();
    }

    private void submit(Exchange exchange) {
        embedded.session().submit(exchange);
        embedded.turn();
        assertThat(embedded.sent()).hasSize(1);
    }

    private void pass(int millis) {
        // in small steps, because a timer that is set late would run late
        for (int i = 0; i < millis && embedded.ends().isEmpty(); i++) {
            embedded.pass(Duration.ofMillis(1));
        }
    }

    private void answerInPart() {
        embedded.receive(first.parts++ + 1 & 0xFF, out -> out.writeInt1('+'));
        embedded.turn();
    }

    private void answer() {
        embedded.receive(first.parts + 1 & 0xFF, out -> out.writeInt1('.'));
        embedded.turn();
        first.parts = 0;
    }

    private boolean timers() {
        return embedded.channel().runScheduledPendingTasks() != -1;
    }

    /** A command whose answer is any number of packets with a plus and then one with a dot. */
    private static final class Asked extends Exchange {
        int parts;
        boolean demand = true;

        @Nullable
        MySQLException failure;

        Asked() {
            super("asked", StatementTraits.ORDINARY);
        }

        @Override
        public void encode(PayloadWriter out) {
            new ComPing().encode(out);
        }

        @Override
        public Step onPayload(PayloadReader payload, SessionState state) {
            return payload.peek() == '+' ? Step.CONTINUE : Step.DONE;
        }

        @Override
        public boolean hasFailed() {
            return failure != null;
        }

        @Override
        public void fail(MySQLException cause) {
            failure = cause;
        }

        @Override
        public void deliver() {}

        @Override
        public boolean hasDemand() {
            return demand;
        }
    }
}
