// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Every packet of this package: how it is read, how it is written, and which of its strict prefixes are packets too,
 * because their last field is whatever remains or may be missing.
 */
enum PacketKind {
    /** The plugin's name is what remains; it may be missing. */
    GREETING(codec((in, c) -> HandshakeV10.decode(in), (m, out, c) -> m.encode(out))) {
        @Override
        boolean isComplete(byte[] payload, int prefix, Context context) {
            HandshakeV10 whole = HandshakeV10.decode(new PayloadReader(payload));
            String name = whole.authPlugin();
            return name != null && prefix >= payload.length - name.getBytes(StandardCharsets.UTF_8).length - 1;
        }
    },
    SSL_REQUEST(codec((in, c) -> SslRequest.decode(in), (m, out, c) -> m.encode(out))),
    HANDSHAKE_RESPONSE(codec((in, c) -> HandshakeResponse41.decode(in), (m, out, c) -> m.encode(out))),
    /** One byte is the old form; the data are what remains. */
    AUTH_SWITCH_REQUEST(codec((in, c) -> AuthSwitchRequest.decode(in), (m, out, c) -> m.encode(out))) {
        @Override
        boolean isComplete(byte[] payload, int prefix, Context context) {
            int dataLength =
                    AuthSwitchRequest.decode(new PayloadReader(payload)).data().length;
            return prefix == 1 || prefix >= payload.length - dataLength;
        }
    },
    /** All of it is what remains. */
    AUTH_SWITCH_RESPONSE(codec((in, c) -> AuthSwitchResponse.decode(in), (m, out, c) -> m.encode(out)), 0),
    AUTH_MORE_DATA(codec((in, c) -> AuthMoreData.decode(in), (m, out, c) -> m.encode(out)), 1),
    /** The info may be missing, unless changes of the session's state follow it. */
    OK(codec((in, c) -> OkPacket.decode(in, c.capabilities()), (m, out, c) -> m.encode(out, c.capabilities()))) {
        @Override
        boolean isComplete(byte[] payload, int prefix, Context context) {
            return okWithoutInfo(payload, context) == prefix;
        }
    },
    /** As OK. */
    END(codec((in, c) -> OkPacket.decode(in, c.capabilities()), (m, out, c) -> m.encodeEnd(out, c.capabilities()))) {
        @Override
        boolean isComplete(byte[] payload, int prefix, Context context) {
            return okWithoutInfo(payload, context) == prefix;
        }
    },
    /** The message is what remains; the SQLSTATE is missing before the login. */
    ERR(codec((in, c) -> ErrPacket.decode(in), (m, out, c) -> m.encode(out))) {
        @Override
        boolean isComplete(byte[] payload, int prefix, Context context) {
            boolean state = payload.length > 3 && payload[3] == '#';
            return prefix == 3 || prefix >= (state ? 9 : 3);
        }
    },
    EOF(codec((in, c) -> EofPacket.decode(in), (m, out, c) -> m.encode(out))),
    COLUMN_COUNT(
            codec((in, c) -> ColumnCount.decode(in, c.capabilities()), (m, out, c) -> m.encode(out, c.capabilities()))),
    COLUMN_DEFINITION(codec(
            (in, c) -> ColumnDefinition41.decode(in, c.capabilities()),
            (m, out, c) -> m.encode(out, c.capabilities()))),
    /** The name is what remains. */
    LOCAL_INFILE(codec((in, c) -> LocalInfileRequest.decode(in), (m, out, c) -> m.encode(out)), 1),
    PREPARE_OK(codec((in, c) -> StatementPrepareOk.decode(in), (m, out, c) -> m.encode(out))),
    TEXT_ROW(codec((in, c) -> TextRow.decode(in, c.columns()), (m, out, c) -> m.encode(out))),
    /** The content is what remains. */
    BINARY_ROW(codec((in, c) -> BinaryRow.decode(in), (m, out, c) -> m.encode(out)), 1),
    /** SQL, a database's name, parameters and the data of an unknown command are what remains. */
    COMMAND(codec((in, c) -> ClientCommand.decode(in), (m, out, c) -> m.encode(out))) {
        @Override
        boolean isComplete(byte[] payload, int prefix, Context context) {
            return switch (payload[0]) {
                case Command.COM_STMT_EXECUTE -> prefix >= 10;
                case Command.COM_STMT_CLOSE, Command.COM_STMT_RESET -> false;
                default -> prefix >= 1;
            };
        }
    };

    /** What a packet cannot say of itself. */
    record Context(long capabilities, int columns) {
        static final Context NONE = new Context(0, 1);
        static final List<Context> ALL = List.of(
                NONE,
                new Context(Capabilities.CLIENT_SESSION_TRACK | Capabilities.CLIENT_DEPRECATE_EOF, 3),
                new Context(
                        Capabilities.CLIENT_SESSION_TRACK
                                | Capabilities.MARIADB_CLIENT_EXTENDED_METADATA
                                | Capabilities.MARIADB_CLIENT_CACHE_METADATA,
                        0xFFFF));
    }

    interface Encoder<T> {
        void encode(T message, PayloadWriter out, Context context);
    }

    record Codec<T>(BiFunction<PayloadReader, Context, T> decoder, Encoder<T> encoder) {
        byte[] reencode(PayloadReader in, Context context) {
            PayloadWriter out = new PayloadWriter(0);
            encoder.encode(decoder.apply(in, context), out, context);
            return out.toByteArray();
        }
    }

    private static final int NEVER = Integer.MAX_VALUE;

    @SuppressWarnings("ImmutableEnumChecker") // two lambdas that capture nothing
    private final Codec<?> codec;

    private final int shortest;

    PacketKind(Codec<?> codec) {
        this(codec, NEVER);
    }

    PacketKind(Codec<?> codec, int shortest) {
        this.codec = codec;
        this.shortest = shortest;
    }

    private static <T> Codec<T> codec(BiFunction<PayloadReader, Context, T> decoder, Encoder<T> encoder) {
        return new Codec<>(decoder, encoder);
    }

    Object decode(byte[] payload, Context context) {
        return decode(payload, payload.length, context);
    }

    /** Decodes the first bytes of a payload, with others behind them that must not be read. */
    Object decode(byte[] payload, int length, Context context) {
        PayloadReader in = new PayloadReader();
        in.reset(payload, 0, length);
        return codec.decoder().apply(in, context);
    }

    byte[] reencode(byte[] payload, Context context) {
        return codec.reencode(new PayloadReader(payload), context);
    }

    /** Whether the first {@code prefix} bytes of a valid payload are a valid payload themselves. */
    boolean isComplete(byte[] payload, int prefix, Context context) {
        return prefix >= shortest;
    }

    private static int okWithoutInfo(byte[] payload, Context context) {
        OkPacket whole = OkPacket.decode(new PayloadReader(payload), context.capabilities());
        boolean tracks = Capabilities.has(context.capabilities(), Capabilities.CLIENT_SESSION_TRACK)
                && ServerStatus.has(whole.status(), ServerStatus.SESSION_STATE_CHANGED);
        if (tracks) {
            return NEVER;
        }
        PayloadWriter out = new PayloadWriter();
        new OkPacket(whole.affectedRows(), whole.lastInsertId(), whole.status(), whole.warnings(), "", List.of())
                .encode(out, context.capabilities());
        return out.position();
    }
}
