// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.RowCodec;
import io.txmysql.protocol.message.OkPacket;
import org.jspecify.annotations.Nullable;

/**
 * The end of one result of an answer.
 *
 * @param codec the shape of its rows; null for a result that has none, such as an update count
 * @param ok what the server said at the end; after rows of a server without CLIENT_DEPRECATE_EOF only status and
 *     warnings have a meaning
 */
public record ResultEnd(@Nullable RowCodec codec, OkPacket ok) implements ResultSignal {
    @Override
    public void deliverTo(ResultSink sink) {
        sink.onResultEnd(this);
    }
}
