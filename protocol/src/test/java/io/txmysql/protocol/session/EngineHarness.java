// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.codec.ParameterBlock;
import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.ExecuteExchange;
import io.txmysql.protocol.exchange.InitDbExchange;
import io.txmysql.protocol.exchange.PingExchange;
import io.txmysql.protocol.exchange.QueryExchange;
import io.txmysql.protocol.exchange.ResetConnectionExchange;
import io.txmysql.protocol.message.ComQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A session engine and a scripted server, and what a transport does between them. */
final class EngineHarness {
    final SessionEngine engine;
    final ScriptedServer server;

    /** What sinks were told, and the end of the session. */
    final List<String> events = new ArrayList<>();

    /** How many bytes each write to the server had. */
    final List<Integer> writes = new ArrayList<>();

    /** What happens to the server's bytes on their way. */
    UnaryOperator<byte[]> line = UnaryOperator.identity();

    private final List<RecordingSink> sinks = new ArrayList<>();
    private final Cutting cutting;
    private byte[] arriving = new byte[0];
    private boolean closedSeen;

    EngineHarness(SessionConfig config, ScriptedServer server, Cutting cutting) {
        this.engine = new SessionEngine(config);
        this.server = server;
        this.cutting = cutting;
    }

    static EngineHarness of(ScriptedServer server) {
        return new EngineHarness(Configs.plain(), server, Cutting.whole());
    }

    /** Logged in, with that server's answers still to come. */
    static EngineHarness ready() {
        return of(ScriptedServer.accepting(ScriptedServer.CAPABILITIES)).run();
    }

    /**
     * Runs a scenario with the server's bytes whole, one at a time and cut at random, and checks that the events are the
     * same.
     *
     * @return the events
     */
    static List<String> inEveryCutting(SessionConfig config, long capabilities, Consumer<EngineHarness> scenario) {
        List<String> expected = events(config, capabilities, Cutting.whole(), scenario);
        Cutting.all()
                .forEach(cutting -> assertThat(events(config, capabilities, cutting, scenario))
                        .isEqualTo(expected));
        return expected;
    }

    static List<String> inEveryCutting(Consumer<EngineHarness> scenario) {
        return inEveryCutting(Configs.plain(), ScriptedServer.CAPABILITIES, scenario);
    }

    static List<String> events(
            SessionConfig config, long capabilities, Cutting cutting, Consumer<EngineHarness> scenario) {
        EngineHarness harness = new EngineHarness(config, ScriptedServer.accepting(capabilities), cutting);
        scenario.accept(harness.run());
        return harness.run().events;
    }

    // --- Commands ---

    RecordingSink sink(String name) {
        RecordingSink sink = new RecordingSink(name, events);
        sinks.add(sink);
        return sink;
    }

    EngineHarness submit(Exchange exchange) {
        engine.submit(exchange);
        return this;
    }

    RecordingSink query(String sql) {
        RecordingSink sink = sink(sql.length() > 30 ? "query" : sql);
        engine.submit(new QueryExchange(ComQuery.of(sql), sql, StatementTraits.ORDINARY, sink));
        return sink;
    }

    RecordingSink query(String sql, StatementTraits traits) {
        RecordingSink sink = sink(sql);
        engine.submit(new QueryExchange(ComQuery.of(sql), sql, traits, sink));
        return sink;
    }

    RecordingSink queryNext(String sql, StatementTraits traits) {
        RecordingSink sink = sink(sql);
        engine.submitNext(new QueryExchange(ComQuery.of(sql), sql, traits, sink));
        return sink;
    }

    RecordingSink barrier(String sql) {
        RecordingSink sink = sink(sql);
        engine.submit(new QueryExchange(ComQuery.of(sql), sql, StatementTraits.BARRIER, sink));
        return sink;
    }

    RecordingSink execute(String sql, @Nullable Object... arguments) {
        RecordingSink sink = sink(sql.length() > 30 ? "execution" : sql);
        engine.submit(new ExecuteExchange(sql, ParameterBlock.encode(arguments), StatementTraits.ORDINARY, sink));
        return sink;
    }

    RecordingSink ping() {
        RecordingSink sink = sink("ping");
        engine.submit(new PingExchange(sink));
        return sink;
    }

    RecordingSink use(String database) {
        RecordingSink sink = sink("use " + database);
        engine.submit(new InitDbExchange(database, sink));
        return sink;
    }

    RecordingSink reset() {
        RecordingSink sink = sink("reset");
        engine.submit(new ResetConnectionExchange(sink));
        return sink;
    }

    /** Every command has ended exactly once. */
    EngineHarness assertAllEnded() {
        assertThat(sinks).allSatisfy(sink -> assertThat(sink.endings()).isOne());
        assertThat(engine.pending()).isZero();
        return this;
    }

    // --- Transport ---

    /** Carries bytes both ways until nothing moves any more. */
    EngineHarness run() {
        boolean moved = true;
        while (moved) {
            moved = write();
            moved |= read();
        }
        return this;
    }

    /** Writes what there is to write; the server answers at once. */
    boolean write() {
        boolean moved = false;
        deliver();
        while (engine.prepareOutput()) {
            server.receive(takeOutput());
            deliver();
            moved = true;
        }
        deliver(); // an execution whose statement was refused ends without having been sent
        if (engine.state() == SessionEngine.State.TLS_HANDSHAKE) {
            events.add("TLS");
            engine.tlsEstablished();
            moved = true;
        }
        return moved;
    }

    /** Writes what there is to write to nobody. */
    void discardOutput() {
        deliver();
        while (engine.prepareOutput()) {
            takeOutput();
        }
        if (engine.state() == SessionEngine.State.TLS_HANDSHAKE) {
            engine.tlsEstablished();
            discardOutput();
        }
    }

    private byte[] takeOutput() {
        int length = engine.outputLength();
        byte[] bytes = Arrays.copyOfRange(engine.outputArray(), engine.outputOffset(), engine.outputOffset() + length);
        writes.add(length);
        engine.handed(length);
        return bytes;
    }

    private boolean read() {
        byte[] more = line.apply(server.takeOutgoing());
        if (more.length > 0) {
            byte[] all = Arrays.copyOf(arriving, arriving.length + more.length);
            System.arraycopy(more, 0, all, arriving.length, more.length);
            arriving = all;
        }
        int done = 0;
        while (done < arriving.length && engine.state() != SessionEngine.State.CLOSED && !engine.isPaused()) {
            done += receive(arriving, done, cutting.next(arriving.length - done));
            write();
        }
        arriving = Arrays.copyOfRange(arriving, done, arriving.length);
        return done > 0;
    }

    /** Hands bytes to the engine as a transport does: as many at a time as it has room for. */
    int receive(byte[] bytes, int from, int count) {
        int done = 0;
        while (done < count && engine.state() != SessionEngine.State.CLOSED) {
            byte[] target = engine.inputArray();
            int part = Math.min(engine.inputSpace(), count - done);
            assertThat(part).isPositive();
            System.arraycopy(bytes, from + done, target, engine.inputOffset(), part);
            engine.received(part);
            done += part;
        }
        return Math.max(done, 1);
    }

    /** Lets sinks have what has come. */
    void deliver() {
        for (Exchange exchange = engine.poll(); exchange != null; exchange = engine.poll()) {
            exchange.deliver();
        }
        if (engine.state() == SessionEngine.State.CLOSED && !closedSeen) {
            closedSeen = true;
            for (Exchange exchange = engine.poll(); exchange != null; exchange = engine.poll()) {
                exchange.deliver();
            }
            events.add("closed: "
                    + (engine.failure() == null
                            ? "?"
                            : engine.failure().getClass().getSimpleName()));
        }
    }

    /** More demand has come. */
    void resume() {
        engine.resume();
        deliver();
    }

    /** Bytes that have arrived and that the engine has not been given because it is paused. */
    int waiting() {
        return arriving.length;
    }

    /** The socket breaks. */
    EngineHarness cut() {
        engine.abort(new ConnectionLostException(
                "the server closed the connection", engine.session().context(null, Delivery.UNKNOWN), null));
        deliver();
        return this;
    }
}
