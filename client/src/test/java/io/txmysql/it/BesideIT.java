// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.txmysql.api.MySQLOptions;
import io.txmysql.api.SslMode;
import io.txmysql.protocol.error.ConnectionClosedException;
import io.txmysql.protocol.error.ErrorContext;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.message.Capabilities;
import io.txmysql.transport.NettyConnector;
import io.txmysql.transport.Session;
import io.txmysql.transport.SessionListener;
import io.txmysql.transport.SessionStart;
import io.txmysql.transport.SharedThreads;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@MethodSource("io.txmysql.it.TestServer#withModernTls")
class BesideIT extends ServerSuite {
    @ParameterizedTest
    @EnumSource(names = {"DISABLED", "PREFERRED", "REQUIRED"})
    @DisplayName("a session beside another is encrypted like that one")
    void tls(SslMode sslMode) {
        expectEqual(options().sslMode(sslMode).build(), sslMode != SslMode.DISABLED);
    }

    @Test
    @DisplayName("a session beside another goes through the same UNIX socket")
    void unixSocket() {
        MySQLOptions options =
                options().unixSocket(server.embeddedServer().socket()).build();
        expectEqual(options, false);
    }

    private void expectEqual(MySQLOptions options, boolean encrypted) {
        SharedThreads threads = SharedThreads.acquire();
        EventLoop eventLoop = threads.nextEventLoop();
        NettyConnector connector = new NettyConnector(eventLoop, threads.blocking(), new SecureRandom(), options, 1);
        Session first = opened(
                eventLoop, listener -> connector.connect(new SessionStart(options.database(), Map.of()), listener));
        Session second = opened(eventLoop, listener -> connector.connectBeside(first, listener));
        assertThat(second.state().endpoint()).isEqualTo(first.state().endpoint());
        assertThat(second.state().schema()).isNull();
        for (Session each : new Session[] {first, second}) {
            assertThat(each.state().can(Capabilities.CLIENT_SSL)).isEqualTo(encrypted);
        }
        eventLoop.execute(() -> {
            ConnectionClosedException reason = new ConnectionClosedException("done", ErrorContext.local(null), null);
            second.close(reason);
            first.close(reason);
            threads.release();
        });
    }

    private static Session opened(EventLoop eventLoop, Consumer<SessionListener> connect) {
        CompletableFuture<Session> ready = new CompletableFuture<>();
        eventLoop.execute(() -> connect.accept(new SessionListener() {
            @Override
            public void onReady(Session session) {
                ready.complete(session);
            }

            @Override
            public void onEnd(MySQLException cause) {
                ready.completeExceptionally(cause);
            }
        }));
        return await(ready);
    }
}
