// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.LocalInfileRequest;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.message.SessionStateChange;
import io.txmysql.protocol.message.StatementPrepareOk;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.List;
import java.util.function.Consumer;

/** What a scripted server says to one packet of the client. */
@FunctionalInterface
interface Reply {
    void write(Packets out, long capabilities);

    default Reply then(Reply next) {
        return (out, capabilities) -> {
            write(out, capabilities);
            next.write(out, capabilities);
        };
    }

    /** This reply, its first packet numbered otherwise than it has to be. */
    default Reply misnumberedBy(int offset) {
        return (out, capabilities) -> {
            out.skipSequence(offset);
            write(out, capabilities);
        };
    }

    static Reply nothing() {
        return (out, capabilities) -> {};
    }

    static Reply payload(Consumer<PayloadWriter> payload) {
        return (out, capabilities) -> out.add(payload);
    }

    static Reply ok(long affectedRows) {
        return ok(new OkPacket(affectedRows, 0, ServerStatus.AUTOCOMMIT, 0, "", List.of()));
    }

    static Reply ok(OkPacket ok) {
        return (out, capabilities) -> out.add(payload -> ok.encode(payload, capabilities));
    }

    /** An OK packet that another result follows. */
    static Reply okAndMore(long affectedRows) {
        return ok(new OkPacket(
                affectedRows, 0, ServerStatus.AUTOCOMMIT | ServerStatus.MORE_RESULTS_EXISTS, 0, "", List.of()));
    }

    /** The session has changed; the transaction and autocommit are not what has. */
    static Reply changed(SessionStateChange... changes) {
        int status = ServerStatus.AUTOCOMMIT | ServerStatus.SESSION_STATE_CHANGED;
        return ok(new OkPacket(0, 0, status, 0, "", List.of(changes)));
    }

    /** What servers report of a session variable that has been set. */
    static Reply variable(String name, String value) {
        return changed(new SessionStateChange.SystemVariable(name, value), new SessionStateChange.StateChanged(true));
    }

    /** The session has changed, and nobody says in what. */
    static Reply stateChanged() {
        return changed(new SessionStateChange.StateChanged(true));
    }

    static Reply status(int status) {
        return ok(new OkPacket(0, 0, status, 0, "", List.of()));
    }

    static Reply err(int errno, String sqlState, String message) {
        return payload(new ErrPacket(errno, sqlState, message)::encode);
    }

    /** An ERR that no command has asked for: it carries the id 0. */
    static Reply farewell(int errno) {
        return (out, capabilities) -> {
            out.sequence(0);
            out.add(new ErrPacket(errno, "HY000", "Good bye.")::encode);
        };
    }

    static Reply localInfile(String file) {
        return payload(new LocalInfileRequest(file)::encode);
    }

    static ResultScript text(String... columns) {
        return ResultScript.text(columns);
    }

    static ResultScript binary(FieldType type, String... columns) {
        return ResultScript.binary(type, columns);
    }

    static Reply prepared(int statementId, int columns, int parameters) {
        return (out, capabilities) -> {
            out.add(new StatementPrepareOk(statementId, columns, parameters, 0)::encode);
            ResultScript.definitions(out, capabilities, ResultScript.columns(FieldType.VAR_STRING, parameters));
            ResultScript.definitions(out, capabilities, ResultScript.columns(FieldType.VAR_STRING, columns));
        };
    }
}
