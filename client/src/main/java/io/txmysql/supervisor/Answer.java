// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

import io.txmysql.protocol.exchange.ResultSink;

/** What takes the answer of a work, which may be run more than once before there is one. */
public interface Answer extends ResultSink {
    /** Forgets what an attempt has delivered: the work is run again. */
    void restart();

    /** Whether a failure would be heard by anybody. A work may have to go on although nobody waits for it. */
    default boolean isAwaited() {
        return !isAbandoned();
    }
}
