// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import io.txmysql.protocol.message.ClientCommand;
import io.txmysql.protocol.message.HandshakeV10;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes the script of a {@link ScriptedServer}. Without a word it is a MySQL 8.0 that lets everybody in, answers OK to
 * COM_PING, COM_INIT_DB and COM_RESET_CONNECTION, prepares everything, and has error 1064 for each statement.
 */
public final class ScriptedServerBuilder {
    private HandshakeV10 greeting = Greeting.MYSQL;
    private Script.@Nullable Account account;
    private @Nullable String switchTo;
    private @Nullable Answer onConnect;
    private @Nullable Answer onLogin;
    private @Nullable Answer afterLogin;
    private final List<Script.Rule> statements = new ArrayList<>();
    private final List<Script.Rule> preparations = new ArrayList<>();
    private final Map<Class<? extends ClientCommand>, Answer> commands = new HashMap<>();
    private boolean oneByteAtATime;
    private int port;

    ScriptedServerBuilder() {}

    // --- Greeting and login ---

    /** Greets like MariaDB. What was said of version, capabilities and plugin before is forgotten. */
    public ScriptedServerBuilder mariaDb() {
        return greeting(Greeting.MARIADB);
    }

    /** The whole greeting; each connection gets a thread id of its own. */
    public ScriptedServerBuilder greeting(HandshakeV10 wholeGreeting) {
        greeting = wholeGreeting;
        return this;
    }

    public ScriptedServerBuilder version(String version) {
        greeting = Greeting.withVersion(greeting, version);
        return this;
    }

    /** What the server says that it can do; see {@link io.txmysql.protocol.message.Capabilities}. */
    public ScriptedServerBuilder capabilities(long capabilities) {
        greeting = Greeting.withCapabilities(greeting, capabilities);
        return this;
    }

    /** Takes these flags away from what the server can do. */
    public ScriptedServerBuilder withoutCapabilities(long flags) {
        return capabilities(greeting.capabilities() & ~flags);
    }

    /** The plugin of the greeting: {@code mysql_native_password} or {@code caching_sha2_password} (its fast path). */
    public ScriptedServerBuilder authPlugin(String plugin) {
        greeting = Greeting.withAuthPlugin(greeting, plugin);
        return this;
    }

    /** The only account; all else is error 1045. */
    public ScriptedServerBuilder account(String user, String password) {
        account = new Script.Account(user, password);
        return this;
    }

    /** Asks every client to go on with another plugin than that of the greeting. */
    public ScriptedServerBuilder switchTo(String plugin) {
        switchTo = plugin;
        return this;
    }

    /** What to do with a new connection instead of greeting it; when the answer returns, the connection is closed. */
    public ScriptedServerBuilder onConnect(Answer answer) {
        onConnect = answer;
        return this;
    }

    /** What to say to the HandshakeResponse41 instead of judging it; the login counts as done if it said OK. */
    public ScriptedServerBuilder onLogin(Answer answer) {
        onLogin = answer;
        return this;
    }

    /** What to do right after the OK of the login, unasked: the sequence begins with 0. */
    public ScriptedServerBuilder afterLogin(Answer answer) {
        afterLogin = answer;
        return this;
    }

    // --- Commands ---

    /** The answer to exactly this statement, as COM_QUERY or executed after it was prepared. */
    public ScriptedServerBuilder onQuery(String sql, Answer answer) {
        return onQuery(sql::equals, answer);
    }

    /** The answer to all statements that match and that no earlier line of the script matches. */
    public ScriptedServerBuilder onQuery(Predicate<String> sql, Answer answer) {
        statements.add(new Script.Rule(sql, answer));
        return this;
    }

    /** The answer to COM_STMT_PREPARE of this statement, instead of success. */
    public ScriptedServerBuilder onPrepare(String sql, Answer answer) {
        preparations.add(new Script.Rule(sql::equals, answer));
        return this;
    }

    /** The answer to all commands of a kind, for example {@code ComPing.class}. It goes before all other lines. */
    public ScriptedServerBuilder on(Class<? extends ClientCommand> kind, Answer answer) {
        commands.put(kind, answer);
        return this;
    }

    /** Writes each byte by itself, so that the client has to put everything together. */
    public ScriptedServerBuilder oneByteAtATime() {
        oneByteAtATime = true;
        return this;
    }

    /** The port to listen on, for a server that comes up where one was missing; by default a free one. */
    public ScriptedServerBuilder port(int newPort) {
        port = newPort;
        return this;
    }

    /**
     * Listens on 127.0.0.1.
     *
     * @throws UncheckedIOException if there is no free port, or the one asked for is taken
     */
    public ScriptedServer start() {
        Script script = new Script(
                greeting,
                account,
                switchTo,
                onConnect,
                onLogin,
                afterLogin,
                List.copyOf(statements),
                List.copyOf(preparations),
                Map.copyOf(commands),
                oneByteAtATime);
        try {
            return new ScriptedServer(script, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
