// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import io.txmysql.protocol.codec.SqlLiterals;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The system variables that a server has reported for one session: as the setup left them, and what was changed since.
 * Bounded, because the server decides how many there are. Belongs to the session's thread.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/session-state-tracking.html">Server Tracking of Client Session
 *     State</a>
 */
final class SessionVariables {
    private static final int MAX_NAMES = 1000;
    private static final int MAX_CHARACTERS = 64 * 1024;

    /** Counts statements, and is reported by MySQL 9 after each. */
    private static final Set<String> MEANINGLESS = Set.of("statement_id");

    /**
     * What another session cannot or must not be told: variables that are used up by the next statement, that only say
     * something, that belong to one session, that follow the selected database.
     */
    private static final Set<String> NOT_REPLAYED = Set.of(
            "timestamp",
            "insert_id",
            "last_insert_id",
            "identity",
            "rand_seed1",
            "rand_seed2",
            "gtid_next",
            "gtid_seq_no",
            "wsrep_gtid_seq_no",
            "last_gtid",
            "pseudo_thread_id",
            "pseudo_slave_mode",
            "pseudo_replica_mode",
            "original_commit_timestamp",
            "original_server_version",
            "immediate_server_version",
            "error_count",
            "warning_count",
            "in_transaction",
            "character_set_database",
            "collation_database",
            "redirect_url");

    private static final String TRACKERS = "session_track_";

    /** Variables whose NULL is reported as an empty text, and that cannot be set to an empty text. */
    private static final Set<String> NULL_WHERE_EMPTY = Set.of(
            "character_set_results",
            "innodb_tmpdir",
            "innodb_ft_user_stopword_table",
            "default_tmp_storage_engine",
            "enforce_storage_engine",
            "external_table_storage_engine");

    /** Setting one of these to the value that it has changes another one, which is not reported. */
    private static final Set<String> WITH_EFFECT =
            Set.of("character_set_connection", "character_set_server", "max_join_size");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,64}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,64}(\\.[0-9]{1,30})?");

    private final Map<String, String> baseline = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();

    /** What is otherwise than the setup left it, and in which answer that was reported last. */
    private final Map<String, Integer> changed = new HashMap<>();

    private int answers;
    private int characters;
    private boolean dropped;

    /** Whether a report of it says nothing about the session's state. */
    static boolean isMeaningless(String name) {
        return MEANINGLESS.contains(name);
    }

    static boolean isTracker(String name) {
        return name.startsWith(TRACKERS);
    }

    /** Whether another session can be given the value of this one. */
    static boolean isReplayed(String name) {
        return NAME.matcher(name).matches() && !NOT_REPLAYED.contains(name) && !isTracker(name);
    }

    /** What is reported from now on comes after what was reported so far. */
    void nextAnswer() {
        answers++;
    }

    /** The setup of the session has led to this value. */
    void setUp(String name, String value) {
        if (put(name, value)) {
            baseline.put(name, value);
            changed.remove(name);
        }
    }

    /** A command has led to this value. */
    void changed(String name, String value) {
        if (put(name, value)) {
            if (value.equals(baseline.get(name)) && !WITH_EFFECT.contains(name)) {
                changed.remove(name);
            } else {
                changed.put(name, answers);
            }
        }
    }

    /** The setup has given the session what its user had changed in another. */
    void replayed(String name) {
        if (values.containsKey(name)) {
            changed.put(name, answers);
            baseline.remove(name);
        } else {
            dropped = true; // it is changed, and this server does not tell how
        }
    }

    private boolean put(String name, String value) {
        String before = values.get(name);
        int added = before == null ? name.length() + value.length() : value.length() - before.length();
        if ((before == null && values.size() == MAX_NAMES) || characters + added > MAX_CHARACTERS) {
            dropped = true;
            return false;
        }
        values.put(name, value);
        characters += added;
        return true;
    }

    /** The latest values. */
    Map<String, String> values() {
        return Map.copyOf(values);
    }

    /** Whether anything is otherwise than the setup left it, or may be. */
    boolean isChanged() {
        return dropped || !changed.isEmpty();
    }

    /**
     * The changed variables and the SQL expressions of their values, in the order in which they were set last, because
     * some change others: {@code character_set_connection} the {@code collation_connection}. Those of one answer come by
     * name, which is right for that pair.
     */
    Map<String, String> replay() {
        List<String> names = new ArrayList<>(changed.keySet());
        names.removeIf(name -> !isReplayed(name));
        names.sort(Comparator.<String>comparingInt(name -> changed.getOrDefault(name, 0))
                .thenComparing(Comparator.naturalOrder()));
        Map<String, String> replay = new LinkedHashMap<>();
        names.forEach(name -> replay.put(name, expression(name, values.getOrDefault(name, ""))));
        return Collections.unmodifiableMap(replay);
    }

    private static String expression(String name, String value) {
        if (value.isEmpty() && NULL_WHERE_EMPTY.contains(name)) {
            return "NULL";
        }
        if (value.equals("DEFAULT") || NUMBER.matcher(value).matches()) {
            return value;
        }
        StringBuilder literal = new StringBuilder();
        SqlLiterals.append(literal, value);
        return literal.toString();
    }

    void clear() {
        baseline.clear();
        values.clear();
        changed.clear();
        characters = 0;
        dropped = false;
    }
}
