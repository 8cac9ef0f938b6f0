// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static net.jqwik.api.Arbitraries.integers;
import static net.jqwik.api.Arbitraries.longs;

import io.txmysql.protocol.message.PacketKind.Context;
import io.txmysql.protocol.message.SessionStateChange.Gtids;
import io.txmysql.protocol.message.SessionStateChange.Schema;
import io.txmysql.protocol.message.SessionStateChange.StateChanged;
import io.txmysql.protocol.message.SessionStateChange.SystemVariable;
import io.txmysql.protocol.message.SessionStateChange.TransactionCharacteristics;
import io.txmysql.protocol.message.SessionStateChange.TransactionState;
import io.txmysql.protocol.message.SessionStateChange.Unknown;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Valid messages with any content. */
final class MessageArbitraries {
    private static final long NEEDED = Capabilities.CLIENT_PROTOCOL_41 | Capabilities.CLIENT_SECURE_CONNECTION;
    private static final long TRACK = Capabilities.CLIENT_SESSION_TRACK;

    private MessageArbitraries() {}

    /** A message with its bytes, and what its decoder must be told. */
    record Sample(PacketKind kind, Object message, Context context, PayloadWriter written) {
        byte[] payload() {
            return written.toByteArray();
        }

        @Override
        public String toString() {
            return kind + " " + message + " " + context;
        }
    }

    static Arbitrary<Sample> samples() {
        return Arbitraries.oneOf(
                sample(PacketKind.GREETING, greetings(), HandshakeV10::encode),
                sample(PacketKind.SSL_REQUEST, sslRequests(), SslRequest::encode),
                sample(PacketKind.HANDSHAKE_RESPONSE, logins(), HandshakeResponse41::encode),
                sample(
                        PacketKind.AUTH_SWITCH_REQUEST,
                        Combinators.combine(text(), bytes()).as(AuthSwitchRequest::new),
                        AuthSwitchRequest::encode),
                sample(
                        PacketKind.AUTH_SWITCH_RESPONSE,
                        bytes().map(AuthSwitchResponse::new),
                        AuthSwitchResponse::encode),
                sample(PacketKind.AUTH_MORE_DATA, bytes().map(AuthMoreData::new), AuthMoreData::encode),
                sample(PacketKind.OK, oks(), TRACK, (ok, out) -> ok.encode(out, TRACK)),
                sample(PacketKind.END, oks(), TRACK, (ok, out) -> ok.encodeEnd(out, TRACK)),
                sample(
                        PacketKind.ERR,
                        Combinators.combine(int2(), Arbitraries.of("HY000", "08S01"), text())
                                .as(ErrPacket::new),
                        ErrPacket::encode),
                sample(PacketKind.EOF, Combinators.combine(int2(), int2()).as(EofPacket::new), EofPacket::encode),
                sample(
                        PacketKind.COLUMN_COUNT,
                        integers().between(1, 0xFFFF).map(columns -> new ColumnCount(columns, true)),
                        (count, out) -> count.encode(out, 0)),
                columns(0),
                columns(Capabilities.MARIADB_CLIENT_EXTENDED_METADATA),
                sample(PacketKind.LOCAL_INFILE, text().map(LocalInfileRequest::new), LocalInfileRequest::encode),
                sample(
                        PacketKind.PREPARE_OK,
                        Combinators.combine(integers(), int2(), int2(), int2()).as(StatementPrepareOk::new),
                        StatementPrepareOk::encode),
                textRows(),
                sample(PacketKind.BINARY_ROW, bytes().map(BinaryRow::new), BinaryRow::encode),
                sample(PacketKind.COMMAND, commands(), ClientCommand::encode));
    }

    private static <T> Arbitrary<Sample> sample(
            PacketKind kind, Arbitrary<T> messages, BiConsumer<T, PayloadWriter> encoder) {
        return sample(kind, messages, 0, encoder);
    }

    private static <T> Arbitrary<Sample> sample(
            PacketKind kind, Arbitrary<T> messages, long capabilities, BiConsumer<T, PayloadWriter> encoder) {
        return messages.map(message -> {
            PayloadWriter out = new PayloadWriter(0);
            encoder.accept(message, out);
            return new Sample(kind, message, new Context(capabilities, 1), out);
        });
    }

    private static Arbitrary<HandshakeV10> greetings() {
        Arbitrary<byte[]> nonces =
                Arbitraries.bytes().array(byte[].class).ofMinSize(20).ofMaxSize(254);
        return Combinators.combine(
                        text(),
                        int4(),
                        nonces,
                        capabilities(),
                        integers().between(0, 255),
                        int2(),
                        text().filter(name -> !name.isEmpty()))
                .as((version, thread, nonce, capabilities, collation, status, plugin) -> new HandshakeV10(
                        version,
                        thread,
                        nonce,
                        capabilities,
                        collation,
                        status,
                        Capabilities.has(capabilities, Capabilities.CLIENT_PLUGIN_AUTH) ? plugin : null));
    }

    private static Arbitrary<SslRequest> sslRequests() {
        return Combinators.combine(capabilities(), int4(), integers().between(0, 255))
                .as(SslRequest::new);
    }

    private static Arbitrary<HandshakeResponse41> logins() {
        Arbitrary<Map<String, String>> attributes =
                Arbitraries.maps(text(), text()).ofMaxSize(4);
        return Combinators.combine(capabilities(), int4(), text(), bytes(), text(), text(), attributes)
                .as((flags, size, user, answer, database, plugin, pairs) -> new HandshakeResponse41(
                        flags,
                        size,
                        45,
                        user,
                        answer,
                        Capabilities.has(flags, Capabilities.CLIENT_CONNECT_WITH_DB) ? database : null,
                        Capabilities.has(flags, Capabilities.CLIENT_PLUGIN_AUTH) ? plugin : null,
                        Capabilities.has(flags, Capabilities.CLIENT_CONNECT_ATTRS) ? pairs : Map.of(),
                        Capabilities.has(flags, Capabilities.CLIENT_ZSTD_COMPRESSION_ALGORITHM) ? 3 : 0));
    }

    private static Arbitrary<OkPacket> oks() {
        Arbitrary<SessionStateChange> change = Arbitraries.oneOf(
                Combinators.combine(text(), text()).as(SystemVariable::new),
                text().map(Schema::new),
                Arbitraries.of(new StateChanged(true), new StateChanged(false)),
                text().map(Gtids::new),
                text().map(TransactionCharacteristics::new),
                text().map(TransactionState::new),
                Combinators.combine(integers().between(6, 255), bytes()).as(Unknown::new));
        Arbitrary<List<SessionStateChange>> changes = change.list().ofMaxSize(5);
        return Combinators.combine(longs(), longs(), int2(), int2(), text(), changes)
                .as((rows, id, status, warnings, info, list) -> new OkPacket(
                        rows,
                        id,
                        status,
                        warnings,
                        info,
                        ServerStatus.has(status, ServerStatus.SESSION_STATE_CHANGED) ? list : List.of()));
    }

    private static Arbitrary<Sample> columns(long capabilities) {
        Arbitrary<ColumnMetadata> columns = Combinators.combine(
                        text(), text(), text(), text(), int2(), int4(), Arbitraries.of(FieldType.class), int2())
                .as((schema, table, name, orgName, collation, length, type, flags) ->
                        new ColumnMetadata(schema, table, "t", name, orgName, collation, length, type, flags, 31));
        return sample(
                PacketKind.COLUMN_DEFINITION,
                columns.map(ColumnDefinition41::new),
                capabilities,
                (column, out) -> column.encode(out, capabilities));
    }

    private static Arbitrary<Sample> textRows() {
        return bytes().injectNull(0.3).list().ofMaxSize(6).map(values -> {
            PayloadWriter out = new PayloadWriter(0);
            TextRow row = new TextRow(values);
            row.encode(out);
            return new Sample(PacketKind.TEXT_ROW, row, new Context(0, values.size()), out);
        });
    }

    private static Arbitrary<ClientCommand> commands() {
        return Arbitraries.oneOf(
                Arbitraries.of(new ComPing(), new ComQuit(), new ComResetConnection()),
                text().map(ComInitDb::new),
                bytes().map(ComQuery::new),
                bytes().map(ComStatementPrepare::new),
                Combinators.combine(integers(), integers().between(0, 255), bytes())
                        .as(ComStatementExecute::new),
                integers().map(ComStatementClose::new),
                integers().map(ComStatementReset::new),
                Combinators.combine(integers().between(0x20, 0xFF), bytes()).as(UnknownCommand::new));
    }

    /** Any flags beside the needed ones; extended ones only where they can be announced. */
    private static Arbitrary<Long> capabilities() {
        return longs().map(bits -> {
            long flags = bits | NEEDED;
            return Capabilities.has(flags, Capabilities.CLIENT_LONG_PASSWORD) ? flags & 0xFFFFFFFFL : flags;
        });
    }

    /** Text without a zero byte, and without the halves of characters that UTF-8 cannot hold. */
    private static Arbitrary<String> text() {
        return Arbitraries.strings()
                .withCharRange('\u0001', '\uD7FF')
                .withCharRange('\uE000', '\uFFFD')
                .ofMaxLength(300);
    }

    private static Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(255);
    }

    private static Arbitrary<Integer> int2() {
        return integers().between(0, 0xFFFF);
    }

    private static Arbitrary<Long> int4() {
        return longs().between(0, 0xFFFFFFFFL);
    }
}
