// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.StatementTraits;
import io.txmysql.protocol.message.ComPing;
import io.txmysql.protocol.wire.PayloadWriter;

/** COM_PING. */
public final class PingExchange extends OkExchange {
    public PingExchange(ResultSink sink) {
        super("COM_PING", StatementTraits.ORDINARY, sink);
    }

    @Override
    public void encode(PayloadWriter out) {
        new ComPing().encode(out);
    }
}
