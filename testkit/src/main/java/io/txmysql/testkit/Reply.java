// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import io.txmysql.protocol.message.Capabilities;
import io.txmysql.protocol.message.ClientCommand;
import io.txmysql.protocol.message.ColumnCount;
import io.txmysql.protocol.message.ColumnDefinition41;
import io.txmysql.protocol.message.EofPacket;
import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.LocalInfileRequest;
import io.txmysql.protocol.message.OkPacket;
import io.txmysql.protocol.message.ServerStatus;
import io.txmysql.protocol.message.StatementPrepareOk;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Answer} says, packet after packet. Each packet gets the next sequence id; what was said goes out when
 * the answer returns, in one write. Belongs to the thread of its connection, for the time of one answer.
 *
 * <pre>{@code
 * reply -> reply.more().rows(Table.of("a").row(1)).error(1644, "45000", "and then it broke")
 * reply -> reply.cutAfter(7, Ending.RESET).rows(table)      // seven bytes of it
 * reply -> reply.sequence(9).ok()                           // the wrong sequence id
 * reply -> reply.raw("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII))
 * }</pre>
 */
public final class Reply {
    private final PacketStream packets;
    private final long capabilities;
    private final @Nullable ClientCommand command;
    private final @Nullable String sql;
    private final boolean binary;
    private final List<@Nullable Object> arguments;
    private boolean more;
    private boolean saidOk;

    Reply(
            PacketStream packets,
            long capabilities,
            @Nullable ClientCommand command,
            @Nullable String sql,
            boolean binary,
            List<@Nullable Object> arguments) {
        this.packets = packets;
        this.capabilities = capabilities;
        this.command = command;
        this.sql = sql;
        this.binary = binary;
        this.arguments = arguments;
    }

    // --- What was asked ---

    /** The command; null where none was sent, as in the login. */
    public @Nullable ClientCommand command() {
        return command;
    }

    /** The statement. */
    public String sql() {
        if (sql == null) {
            throw new IllegalStateException("no statement in " + command);
        }
        return sql;
    }

    /** The arguments of COM_STMT_EXECUTE, decoded; empty for all else. */
    public List<@Nullable Object> arguments() {
        return arguments;
    }

    // --- What a server says ---

    public Reply ok() {
        return ok(0, 0);
    }

    public Reply ok(long affectedRows, long lastInsertId) {
        return ok(new OkPacket(affectedRows, lastInsertId, ServerStatus.AUTOCOMMIT, 0, "", List.of()));
    }

    public Reply ok(OkPacket ok) {
        saidOk = true;
        OkPacket result = withMore(ok);
        packets.write(out -> result.encode(out, capabilities));
        return this;
    }

    /** An ERR packet; it ends the answer.
     *
     * @param sqlState five characters; null for none, as in an error before the login */
    public Reply error(int errno, @Nullable String sqlState, String message) {
        more = false;
        packets.write(new ErrPacket(errno, sqlState, message)::encode);
        return this;
    }

    /** A whole result: as text for COM_QUERY, in binary for COM_STMT_EXECUTE. */
    public Reply rows(Table table) {
        columns(table.columns(), true);
        for (int i = 0; i < table.size(); i++) {
            int row = i;
            packets.write(out -> table.encode(row, binary, out));
        }
        return endOfRows();
    }

    /** The next result, and only that, is not the last one of this answer. */
    public Reply more() {
        more = true;
        return this;
    }

    /** A statement is prepared; without this, the script's server prepares everything that it is asked to. */
    public Reply prepared(int statementId, int parameterCount) {
        packets.write(new StatementPrepareOk(statementId, 0, parameterCount, 0)::encode);
        for (int i = 0; i < parameterCount; i++) {
            packets.write(out -> new ColumnDefinition41(Table.PARAMETER).encode(out, capabilities));
        }
        if (parameterCount > 0 && !deprecatesEof()) {
            packets.write(new EofPacket(0, ServerStatus.AUTOCOMMIT)::encode);
        }
        return this;
    }

    private void columns(List<ColumnMetadata> columns, boolean metadataFollows) {
        packets.write(out -> new ColumnCount(columns.size(), metadataFollows).encode(out, capabilities));
        for (ColumnMetadata column : columns) {
            packets.write(out -> new ColumnDefinition41(column).encode(out, capabilities));
        }
        if (!deprecatesEof()) {
            packets.write(new EofPacket(0, ServerStatus.AUTOCOMMIT)::encode);
        }
    }

    private Reply endOfRows() {
        OkPacket end = withMore(new OkPacket(0, 0, ServerStatus.AUTOCOMMIT, 0, "", List.of()));
        if (deprecatesEof()) {
            packets.write(out -> end.encodeEnd(out, capabilities));
        } else {
            packets.write(new EofPacket(end.warnings(), end.status())::encode);
        }
        return this;
    }

    private OkPacket withMore(OkPacket ok) {
        if (!more) {
            return ok;
        }
        more = false;
        return new OkPacket(
                ok.affectedRows(),
                ok.lastInsertId(),
                ok.status() | ServerStatus.MORE_RESULTS_EXISTS,
                ok.warnings(),
                ok.info(),
                ok.changes());
    }

    private boolean deprecatesEof() {
        return Capabilities.has(capabilities, Capabilities.CLIENT_DEPRECATE_EOF);
    }

    // --- What no server should say ---

    /** Asks for a file of the client's and waits for what it sends, up to its empty packet. */
    public byte[] localInfile(String filename) throws IOException {
        packets.write(new LocalInfileRequest(filename)::encode);
        packets.flush();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        PayloadReader payload = packets.require();
        while (payload.hasRemaining()) {
            content.writeBytes(payload.readRemainingBytes());
            payload = packets.require();
        }
        return content.toByteArray();
    }

    /** One packet with any payload. */
    public Reply packet(Consumer<PayloadWriter> payload) {
        packets.write(payload);
        return this;
    }

    /** Bytes without a header. */
    public Reply raw(byte[] bytes) {
        packets.writeRaw(bytes);
        return this;
    }

    /** The sequence id of the next packet, whatever is due; those after it go on from there. */
    public Reply sequence(int next) {
        packets.sequence(next);
        return this;
    }

    /** Sends what was said so far. */
    public Reply flush() throws IOException {
        packets.flush();
        return this;
    }

    /** Ends the connection when so many bytes have been sent from here on; the limit outlasts this answer. */
    public Reply cutAfter(long bytes, Ending ending) throws IOException {
        packets.cutAfter(bytes, ending);
        return this;
    }

    /** Sends what was said so far, then nothing more, until the client closes. */
    public void silence() throws IOException {
        packets.flush();
        packets.swallow();
        throw new ConversationOver();
    }

    /** Sends what was said so far and ends the connection. */
    public void end(Ending ending) throws IOException {
        packets.end(ending);
    }

    boolean saidOk() {
        return saidOk;
    }
}
