// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import io.txmysql.protocol.message.HandshakeResponse41;
import io.txmysql.protocol.message.HandshakeV10;
import org.jspecify.annotations.Nullable;

/** One thing that a model session does and that takes time. */
abstract sealed class ModelCommand {
    private boolean interrupted;
    private boolean killedLate;

    /** A KILL QUERY has hit it. */
    void interrupt() {
        interrupted = true;
    }

    boolean isInterrupted() {
        return interrupted;
    }

    /** A KILL QUERY has come too late to hit it: its flag is left for the next statement. */
    void killLate() {
        killedLate = true;
    }

    boolean isKilledLate() {
        return killedLate;
    }

    boolean isStatement() {
        return false;
    }

    int token() {
        return 0;
    }

    /** The token as the statement has it; empty if it has none. */
    String tokenText() {
        return token() == 0 ? "" : "'t" + token() + "'";
    }

    /** Says who it is. */
    static final class Greeting extends ModelCommand {
        final HandshakeV10 greeting;
        final boolean tooMany;

        Greeting(HandshakeV10 greeting, boolean tooMany) {
            this.greeting = greeting;
            this.tooMany = tooMany;
        }

        @Override
        public String toString() {
            return tooMany ? "refusal" : "greeting";
        }
    }

    static final class Login extends ModelCommand {
        final HandshakeResponse41 response;

        Login(HandshakeResponse41 response) {
            this.response = response;
        }

        @Override
        public String toString() {
            return "login to " + response.database();
        }
    }

    /** COM_QUERY or COM_STMT_EXECUTE. */
    static final class Statement extends ModelCommand {
        final ModelStatement statement;
        final boolean binary;

        Statement(ModelStatement statement, boolean binary) {
            this.statement = statement;
            this.binary = binary;
        }

        @Override
        boolean isStatement() {
            return true;
        }

        @Override
        int token() {
            return statement.token();
        }

        @Override
        public String toString() {
            return (binary ? "execute " + tokenText() + ' ' : "") + statement.sql();
        }
    }

    static final class Prepare extends ModelCommand {
        final ModelStatement statement;

        Prepare(ModelStatement statement) {
            this.statement = statement;
        }

        @Override
        public String toString() {
            return "prepare " + statement.sql();
        }
    }

    static final class InitDb extends ModelCommand {
        final String database;

        InitDb(String database) {
            this.database = database;
        }

        @Override
        public String toString() {
            return "init db " + database;
        }
    }

    /** What needs no more than its name. */
    static final class Plain extends ModelCommand {
        final What what;
        final @Nullable ServerError error;

        enum What {
            PING,
            RESET,
            QUIT,
            REFUSED
        }

        Plain(What what) {
            this(what, null);
        }

        Plain(What what, @Nullable ServerError error) {
            this.what = what;
            this.error = error;
        }

        @Override
        public String toString() {
            return what.toString().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
