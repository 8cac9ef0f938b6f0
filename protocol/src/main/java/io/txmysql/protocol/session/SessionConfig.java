// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a session engine is told before its first byte.
 *
 * @param endpoint {@code host:port} or the path of the UNIX socket, for errors
 */
public record SessionConfig(
        String endpoint, Identity identity, Security security, Features features, Limits limits, Setup setup) {

    /**
     * Who logs in.
     *
     * @param attributes connection attributes, shown by the server in {@code performance_schema}
     */
    public record Identity(
            String user, String password, @Nullable String database, Map<String, String> attributes) {
        @Override
        public String toString() {
            return "Identity[user=" + user + ", database=" + database + ']';
        }
    }

    /** Whether the session is to be encrypted. Whose certificate is good enough, the transport decides. */
    public enum TlsPolicy {
        DISABLED,
        /** If the server offers it. */
        PREFERRED,
        REQUIRED
    }

    /**
     * How the login is protected.
     *
     * @param unixSocket whether the bytes travel through a UNIX socket, where nobody can listen
     * @param serverPublicKey the server's RSA key, if it is known beforehand
     * @param allowPublicKeyRetrieval whether the server may be asked for its RSA key: whoever sits in between may then
     *     answer with his own and learn the password
     * @param random for the padding of RSA
     */
    public record Security(
            TlsPolicy tls,
            boolean unixSocket,
            @Nullable PublicKey serverPublicKey,
            boolean allowPublicKeyRetrieval,
            SecureRandom random) {}

    /**
     * What is asked for if the server has it.
     *
     * @param foundRows an update counts the rows it found rather than those it changed
     */
    public record Features(boolean compression, boolean foundRows, boolean multiStatements) {}

    /**
     * What a session is told after its login, and again after a reset, before any other command.
     *
     * @param tracking whether the server is asked who it is, and to report changes of the session where it can
     * @param variables session variables and the SQL expressions that they are set to, in order
     * @param statements run after that, as they stand
     * @param replayed variables that a session before this one was given by its user, and the expressions for their values:
     *     set after the login only, and changes like those that the user makes now
     */
    public record Setup(
            boolean tracking, Map<String, String> variables, List<String> statements, Map<String, String> replayed) {
        /** Nothing is asked and nothing is told. */
        public static final Setup NONE = new Setup(false, Map.of(), List.of());

        /** A session that follows on none. */
        public Setup(boolean tracking, Map<String, String> variables, List<String> statements) {
            this(tracking, variables, statements, Map.of());
        }

        public Setup {
            variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
            statements = List.copyOf(statements);
            replayed = Collections.unmodifiableMap(new LinkedHashMap<>(replayed));
        }

        /** Without the values. */
        @Override
        public String toString() {
            return "Setup[tracking=" + tracking + ", variables=" + variables.keySet() + ", " + statements.size()
                    + " statements, replayed=" + replayed.keySet() + "]";
        }
    }

    /**
     * What a session may have at once.
     *
     * @param pipelining commands on the wire whose answers are not complete; at least 1
     * @param statementCache prepared statements kept on the server; 0 keeps none
     * @param statementCacheSql the longest SQL, in characters, whose statement is kept
     */
    public record Limits(int pipelining, int statementCache, int statementCacheSql) {
        public Limits {
            if (pipelining < 1 || statementCache < 0 || statementCacheSql < 0) {
                throw new IllegalArgumentException("pipelining " + pipelining + ", statementCache " + statementCache
                        + ", statementCacheSql " + statementCacheSql);
            }
        }
    }
}
