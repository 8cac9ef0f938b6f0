// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.error.ErrorCodes;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.message.ComResetConnection;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * COM_RESET_CONNECTION: rolls back, drops temporary tables, user variables, locks and prepared statements. MySQL also
 * forgets the character set of the handshake, so {@code SET NAMES} has to follow, and then all that a new session is told:
 * only when that is over, too, is this exchange.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_reset_connection.html">COM_RESET_CONNECTION</a>
 */
public final class ResetConnectionExchange extends OkExchange {
    private boolean setUp;

    public ResetConnectionExchange(ResultSink sink) {
        super("COM_RESET_CONNECTION", StatementTraits.BARRIER, sink);
    }

    @Override
    public void encode(PayloadWriter out) {
        new ComResetConnection().encode(out);
    }

    @Override
    void onSuccess(SessionState session) {
        session.onReset();
    }

    @Override
    void onRefusal(SessionState session, MySQLException refusal) {
        if (refusal.errno() == ErrorCodes.ER_UNKNOWN_COM_ERROR) {
            session.cannotReset();
        }
    }

    /** Whether the server has refused; the session then is as it was. */
    public boolean isRefused() {
        return hasFailed();
    }

    /** The session has been told again what it was told when it was new. */
    public void onSetUp() {
        setUp = true;
    }

    @Override
    boolean isOver() {
        return setUp ? super.isOver() : hasFailed();
    }
}
