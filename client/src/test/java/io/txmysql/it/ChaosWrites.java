// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.Row;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Tokens that were to be written, each once, into a table without a unique key: there a second execution is a second row.
 * What was said of each is compared with what is there in the end. Safe for any thread.
 */
final class ChaosWrites {
    /** What must never be, though a call's end says so. */
    enum Offence {
        /** Run twice though nobody allowed that. */
        DOUBLE,
        /** Done, by its answer, and not there. */
        LOST,
        /** There, though the server has not executed it by its error. */
        EXECUTED_NEVERTHELESS,
        /** There, though the server's answer was an error. */
        REFUSED_NEVERTHELESS,
        /** There, and nobody has written it. */
        UNHEARD_OF
    }

    private static final int MOST_EXAMPLES = 10;

    /** @param endedAt {@link System#nanoTime()} */
    private record Promise(ChaosClient client, boolean mayRepeat, ChaosCalls.Fate fate, long endedAt) {}

    private final Map<Long, Promise> promises = new ConcurrentHashMap<>();
    private final Map<Offence, Integer> offences = new EnumMap<>(Offence.class);
    private final List<String> examples = new ArrayList<>();
    private final long begin = System.nanoTime();
    private int repeated;
    private long found;

    void ended(long token, ChaosClient client, boolean mayRepeat, ChaosCalls.Fate fate) {
        promises.put(token, new Promise(client, mayRepeat, fate, System.nanoTime()));
    }

    /** Compares, once nothing runs any more. */
    void compareWith(MySQLConnection admin, String table) {
        Map<Long, Integer> counts = new HashMap<>();
        for (Row row : ServerSuite.await(admin.runQuery("select token, count(*) from " + table + " group by token"))) {
            counts.put(row.getLong(0), row.getInt(1));
        }
        found = counts.size();
        promises.forEach((token, promise) -> judge(token, promise, counts.getOrDefault(token, 0)));
        counts.keySet().stream()
                .filter(token -> !promises.containsKey(token))
                .forEach(token -> offend(Offence.UNHEARD_OF, "token " + token + " of " + table));
    }

    private void judge(long token, Promise promise, int rows) {
        String what = String.format(
                Locale.ROOT,
                "#%d of %s, %s after %.2f s, has %d rows",
                token,
                promise.client,
                promise.fate,
                (promise.endedAt - begin) / 1e9,
                rows);
        if (rows > 1 && promise.mayRepeat) {
            repeated++;
        } else if (rows > 1) {
            offend(Offence.DOUBLE, what);
        }
        switch (promise.fate) {
            case WELL -> {
                if (rows == 0) {
                    offend(Offence.LOST, what);
                }
            }
            case NOT_EXECUTED -> {
                if (rows > 0) {
                    offend(Offence.EXECUTED_NEVERTHELESS, what);
                }
            }
            case ANSWERED -> {
                // Where it may be repeated, the run before the one with the error may have done it.
                if (rows > 0 && !promise.mayRepeat) {
                    offend(Offence.REFUSED_NEVERTHELESS, what);
                }
            }
            case WRONG, UNKNOWN, CANCELLED -> {}
        }
    }

    private void offend(Offence offence, String example) {
        offences.merge(offence, 1, Integer::sum);
        if (examples.size() < MOST_EXAMPLES) {
            examples.add(offence + ": " + example);
        }
    }

    int count(Offence offence) {
        return offences.getOrDefault(offence, 0);
    }

    List<String> examples() {
        return examples;
    }

    /** Tokens that are there twice or more, with permission. */
    int repeated() {
        return repeated;
    }

    /** How many tokens the table has. */
    long found() {
        return found;
    }

    /** How many writes have ended in which way. */
    Map<ChaosCalls.Fate, Long> fates() {
        return promises.values().stream()
                .collect(Collectors.groupingBy(
                        Promise::fate, () -> new EnumMap<>(ChaosCalls.Fate.class), Collectors.counting()));
    }
}
