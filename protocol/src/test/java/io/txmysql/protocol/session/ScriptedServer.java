// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ClientCommand;
import io.txmysql.protocol.message.ComInitDb;
import io.txmysql.protocol.message.ComQuery;
import io.txmysql.protocol.message.ComQuit;
import io.txmysql.protocol.message.ComStatementClose;
import io.txmysql.protocol.message.ComStatementExecute;
import io.txmysql.protocol.message.ComStatementPrepare;
import io.txmysql.protocol.message.HandshakeResponse41;
import io.txmysql.protocol.message.HandshakeV10;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.message.SslRequest;
import io.txmysql.protocol.wire.CompressedFrameWriter;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import io.txmysql.protocol.wire.ZlibCompressor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server that says what a test has written down: a greeting, an answer to each packet of the login, an answer to each
 * command. It takes bytes and gives bytes.
 */
final class ScriptedServer {
    /** What servers of today can do, without compression and TLS. */
    static final long CAPABILITIES = 0xFFFF_FFFFL
            & ~Capabilities.CLIENT_COMPRESS
            & ~Capabilities.CLIENT_ZSTD_COMPRESSION_ALGORITHM
            & ~Capabilities.CLIENT_SSL;

    /** The same without CLIENT_DEPRECATE_EOF. */
    static final long WITH_EOF = CAPABILITIES & ~Capabilities.CLIENT_DEPRECATE_EOF;

    /** The same with compression. */
    static final long COMPRESSING = CAPABILITIES | Capabilities.CLIENT_COMPRESS;

    private final ClientStream client = new ClientStream();
    private final PayloadWriter outgoing = new PayloadWriter();
    private final ArrayDeque<Reply> loginReplies = new ArrayDeque<>();
    private final ArrayDeque<Reply> replies = new ArrayDeque<>();
    private @Nullable Function<ClientCommand, @Nullable Reply> handler;
    private @Nullable ZlibCompressor zlib;
    private boolean compressing;
    private int outerLength = Integer.MAX_VALUE;
    private long negotiated = CAPABILITIES;

    /** The commands as they came, one line each. */
    final List<String> received = new ArrayList<>();

    /** What the client sent in the login, after the SSLRequest. */
    final List<byte[]> loginPayloads = new ArrayList<>();

    @Nullable
    SslRequest sslRequest;

    @Nullable
    HandshakeResponse41 response;

    /** A server that greets and says OK to whatever the client answers. */
    static ScriptedServer accepting(long capabilities) {
        return new ScriptedServer()
                .greet(greeting(capabilities, "mysql_native_password"))
                .onLogin(Reply.ok(0));
    }

    static HandshakeV10 greeting(long capabilities, String plugin) {
        return new HandshakeV10("8.0.31", 7, nonce(1), capabilities, 255, ServerStatus.AUTOCOMMIT, plugin);
    }

    static byte[] nonce(int first) {
        byte[] nonce = new byte[20];
        for (int i = 0; i < nonce.length; i++) {
            nonce[i] = (byte) (first + i);
        }
        return nonce;
    }

    ScriptedServer greet(HandshakeV10 greeting) {
        return says(greeting::encode);
    }

    /** Compressed frames hold no more than that, as if the server flushed within packets. */
    ScriptedServer outerFramesOf(int length) {
        outerLength = length;
        return this;
    }

    /** Says something of its own accord, as packet 0. */
    ScriptedServer says(Consumer<PayloadWriter> payload) {
        return sends(new Packets(0).add(payload).toByteArray());
    }

    ScriptedServer sends(byte[] bytes) {
        outgoing.writeBytes(bytes);
        return this;
    }

    /** The answer to the next packet of the login. After the last of them come commands. */
    ScriptedServer onLogin(Reply reply) {
        loginReplies.add(reply);
        return this;
    }

    /** The answers to the next commands, in order. */
    ScriptedServer answer(Reply... next) {
        replies.addAll(List.of(next));
        return this;
    }

    /** Answers all commands; null for no answer. */
    ScriptedServer answerWith(Function<ClientCommand, @Nullable Reply> newHandler) {
        handler = newHandler;
        return this;
    }

    /** Sends without having been asked, numbered 0. */
    ScriptedServer sendUnasked(Reply reply) {
        send(reply, 0);
        return this;
    }

    /** Takes what the client has written and answers it. */
    void receive(byte[] bytes) {
        client.write(bytes);
        for (PayloadReader payload = client.next(); payload != null; payload = client.next()) {
            if (response == null && payload.length() == SslRequest.LENGTH) {
                sslRequest = SslRequest.decode(payload);
            } else if (!loginReplies.isEmpty()) {
                onLoginPayload(payload);
            } else {
                onCommand(payload);
            }
        }
    }

    private void onLoginPayload(PayloadReader payload) {
        loginPayloads.add(payload.array());
        if (response == null) {
            response = HandshakeResponse41.decode(payload);
            negotiated = response.capabilities();
        }
        send(loginReplies.remove(), client.replySequence());
        if (loginReplies.isEmpty() && Capabilities.has(negotiated, Capabilities.CLIENT_COMPRESS)) {
            compressing = true;
            client.decompress();
        }
    }

    private void onCommand(PayloadReader payload) {
        if (client.firstSequence() != 0 || payload.length() == 0) {
            received.add("packet " + client.firstSequence() + " of " + payload.length() + " bytes");
            sendNext(null);
            return;
        }
        ClientCommand command = ClientCommand.decode(payload);
        received.add(describe(command));
        sendNext(command);
    }

    private void sendNext(@Nullable ClientCommand command) {
        if (command instanceof ComQuit) {
            return;
        }
        Reply reply;
        if (handler != null && command != null) {
            reply = handler.apply(command);
        } else {
            reply = command instanceof ComStatementClose ? null : replies.poll();
        }
        if (reply != null) {
            send(reply, client.replySequence());
        }
    }

    private void send(Reply reply, int firstSequence) {
        Packets packets = new Packets(firstSequence);
        reply.write(packets, negotiated);
        byte[] bytes = packets.toByteArray();
        if (compressing) {
            int outer = bytes.length > 3 && bytes[3] == 0 ? 0 : firstSequence;
            for (int at = 0; at < bytes.length; at += Math.min(outerLength, bytes.length - at)) {
                int length = Math.min(outerLength, bytes.length - at);
                outer += new CompressedFrameWriter(zlib()).write(outer, bytes, at, length, outgoing);
            }
        } else {
            outgoing.writeBytes(bytes);
        }
    }

    private ZlibCompressor zlib() {
        if (zlib == null) {
            zlib = new ZlibCompressor();
        }
        return zlib;
    }

    /** What it has sent since the last call. */
    byte[] takeOutgoing() {
        byte[] bytes = outgoing.toByteArray();
        outgoing.position(0);
        return bytes;
    }

    private static String describe(ClientCommand command) {
        if (command instanceof ComQuery query) {
            return query.sql().length > 100 ? "query of " + query.sql().length + " bytes" : "query " + query.text();
        } else if (command instanceof ComStatementPrepare prepare) {
            return prepare.sql().length > 100
                    ? "prepare of " + prepare.sql().length + " bytes"
                    : "prepare " + prepare.text();
        } else if (command instanceof ComStatementExecute execute) {
            return "execute " + execute.statementId();
        } else if (command instanceof ComStatementClose close) {
            return "close " + close.statementId();
        } else if (command instanceof ComInitDb init) {
            return "use " + init.database();
        }
        return command.getClass().getSimpleName();
    }
}
