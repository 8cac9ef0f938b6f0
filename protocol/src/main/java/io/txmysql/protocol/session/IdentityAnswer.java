// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.exchange.ResultEnd;
import io.txmysql.protocol.exchange.RowBatch;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.HandshakeV10;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which server this is, and the session's id there. MySQL 5.6 to 9.7 and MariaDB 10.5 to 11.8 have all of these variables. An
 * answer of any other shape, such as a proxy's, tells nothing.
 */
final class IdentityAnswer extends DiscardingSink {
    static final String QUESTION = "SELECT CONNECTION_ID(), @@wait_timeout, @@hostname, @@port, @@server_id, @@datadir";

    private static final int COLUMNS = 6;
    private static final int LONGEST_VALUE = 1024;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final long THREAD_ID = 0xFFFF_FFFFL;

    private final SessionState session;
    private final List<@Nullable String> values = new ArrayList<>(COLUMNS);
    private int rows;

    IdentityAnswer(SessionState session) {
        this.session = session;
    }

    @Override
    public void onRows(RowBatch batch) {
        if (rows == 0 && batch.codec().size() == COLUMNS) {
            for (int column = 0; column < COLUMNS; column++) {
                values.add(batch.codec().getString(batch.data(), batch.cell(0, column), column));
            }
        }
        rows += batch.size();
    }

    @Override
    public void onResultEnd(ResultEnd end) {
        if (rows != 1 || values.stream().anyMatch(value -> value == null || value.length() > LONGEST_VALUE)) {
            values.clear();
        }
    }

    @Override
    public void onComplete() {
        if (values.size() == COLUMNS) {
            session.waitTimeoutSeconds(number(1).orElse(0));
            OptionalLong id = number(0);
            HandshakeV10 greeting = session.greeting();
            if (greeting != null && id.isPresent() && (id.getAsLong() & THREAD_ID) == greeting.threadId()) {
                session.identified(
                        id,
                        values.get(2) + ':' + values.get(3) + ", server_id " + values.get(4) + ", " + values.get(5));
            }
        }
    }

    private OptionalLong number(int column) {
        String value = values.get(column);
        return value != null && NUMBER.matcher(value).matches()
                ? OptionalLong.of(Long.parseLong(value))
                : OptionalLong.empty();
    }
}
