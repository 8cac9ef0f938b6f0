// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import static io.txmysql.supervisor.FakeServer.ENDPOINT;

import io.txmysql.api.Backoff;
import io.txmysql.api.ConnectionListener;
import io.txmysql.api.ConnectionState;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.MySQLOptionsBuilder;
import io.txmysql.api.StatementEvent;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A supervisor on a {@link FakeServer} in virtual time; the options are set before the first call. */
final class SupervisorRig {
    static final Duration PAUSE = Duration.ofMillis(100);
    static final Duration CANCEL = Duration.ofSeconds(1);

    final VirtualTime time = new VirtualTime();
    final FakeServer server = new FakeServer(time);
    final List<String> events = new ArrayList<>();
    final List<StatementEvent> statements = new ArrayList<>();
    final MySQLOptionsBuilder options = MySQLOptions.builder()
            .database("foo")
            .cancelTimeout(CANCEL)
            .backoff(new Backoff(PAUSE, 2, Duration.ofSeconds(1), 0));
    private @Nullable Supervisor supervisor;

    Supervisor supervisor() {
        Supervisor made = supervisor;
        if (made == null) {
            made = newSupervisor(null);
            supervisor = made;
        }
        return made;
    }

    Supervisor newSupervisor(@Nullable Owner owner) {
        ConnectionEvents listener = new ConnectionEvents(ENDPOINT, new ConnectionListener() {
            @Override
            public void onStateChange(ConnectionState before, ConnectionState after) {
                events.add(after.toString());
            }

            @Override
            public void onRetry(MySQLException cause, Duration pause) {
                events.add("retry in " + pause.toMillis() + " ms");
            }

            @Override
            public void onLost(MySQLException cause) {
                events.add("lost");
            }

            @Override
            public void onStatement(StatementEvent event) {
                statements.add(event);
            }
        });
        return new Supervisor(server, time, new SplittableRandom(1), options.build(), ENDPOINT, listener, owner);
    }

    TestCall call(String sql) {
        return call(TestCall.of(sql));
    }

    TestCall call(TestCall call) {
        call.on(supervisor());
        time.turn();
        return call;
    }

    /** Opens the session with a call that is answered at once. */
    FakeSession connect() {
        TestCall first = call("select 1");
        FakeSession session = server.accept();
        session.answer();
        first.assertAnswered();
        return session;
    }

    /** Runs a statement to its good end. */
    void run(String sql) {
        TestCall call = call(sql);
        server.answer();
        call.assertAnswered();
    }

    void cancel(TestCall call) {
        call.cancelOn(supervisor());
        time.turn();
    }

    void pass(Duration duration) {
        time.pass(duration);
    }

    void close() {
        supervisor().close(closed());
        time.turn();
    }

    static ConnectionClosedException closed() {
        return new ConnectionClosedException("closed", FakeServer.context(Phase.CLOSE, Delivery.NOT_EXECUTED), null);
    }
}
