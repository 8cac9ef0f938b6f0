// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a model server understands of a statement. It knows the few forms that a workload uses; a statement that it does not
 * know succeeds and does nothing.
 *
 * @param kind what it does
 * @param sql as it came
 * @param token the number in the first literal of the form {@code 't17'}; 0 if there is none
 * @param items the expressions of a SELECT, the assignments of a SET
 * @param name what it names: a table, a savepoint, a database, a session's number
 * @param nanos how long it sleeps
 * @param markers how many {@code ?} it has
 */
record ModelStatement(Kind kind, String sql, int token, List<String> items, String name, long nanos, int markers) {

    enum Kind {
        SELECT,
        INSERT,
        CALL,
        BEGIN,
        COMMIT,
        ROLLBACK,
        SAVEPOINT,
        ROLLBACK_TO,
        RELEASE,
        SET,
        CREATE_TEMPORARY,
        DEFINITION,
        USE,
        KILL_QUERY,
        KILL_CONNECTION,
        WRONG,
        OTHER
    }

    private static final double NANOS = 1e9;

    static ModelStatement parse(String sql) {
        String text = sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql;
        int token = tokenIn(text);
        int markers = markersIn(text);
        long nanos = sleepIn(text);
        String word = word(text, 0);
        String rest = text.substring(word.length()).trim();
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "select" -> {
                int from = indexOf(rest, " from ");
                String name = from < 0 ? "" : word(rest, from + " from ".length());
                List<String> items = items(from < 0 ? rest : rest.substring(0, from));
                Kind kind = startsWith(rest, "wrong ") ? Kind.WRONG : Kind.SELECT;
                yield of(kind, sql, token, items, name, nanos, markers);
            }
            case "insert" -> {
                int into = indexOf(rest, "into ") + "into ".length();
                yield of(Kind.INSERT, sql, token, List.of(), word(rest, into), nanos, markers);
            }
            case "call" -> of(Kind.CALL, sql, token, List.of(), word(rest, 0), nanos, markers);
            case "begin" -> of(Kind.BEGIN, sql);
            case "start" -> of(startsWith(rest, "transaction") ? Kind.BEGIN : Kind.OTHER, sql);
            case "commit" -> of(Kind.COMMIT, sql);
            case "savepoint" -> of(Kind.SAVEPOINT, sql, token, List.of(), rest, 0, 0);
            case "release" -> of(Kind.RELEASE, sql, token, List.of(), afterWord(rest, "savepoint"), 0, 0);
            case "rollback" -> {
                int to = indexOf(' ' + rest + ' ', " to ");
                yield to < 0
                        ? of(Kind.ROLLBACK, sql)
                        : of(
                                Kind.ROLLBACK_TO,
                                sql,
                                token,
                                List.of(),
                                afterWord(rest.substring(to + 3), "savepoint"),
                                0,
                                0);
            }
            case "set" -> {
                boolean replay = startsWith(rest, "@@session."); // what a client tells a new session
                yield of(Kind.SET, sql, replay ? 0 : token, items(rest), "", 0, markers);
            }
            case "create" ->
                startsWith(rest, "temporary")
                        ? of(
                                Kind.CREATE_TEMPORARY,
                                sql,
                                token,
                                List.of(),
                                word(rest, "temporary table ".length()),
                                0,
                                0)
                        : of(Kind.DEFINITION, sql, token, List.of(), "", 0, 0);
            case "drop", "alter", "truncate" -> of(Kind.DEFINITION, sql, token, List.of(), "", 0, 0);
            case "use" -> of(Kind.USE, sql, token, List.of(), unquoted(rest), 0, 0);
            case "kill" -> {
                boolean query = startsWith(rest, "query");
                yield of(
                        query ? Kind.KILL_QUERY : Kind.KILL_CONNECTION,
                        sql,
                        0,
                        List.of(),
                        rest.substring(rest.lastIndexOf(' ') + 1),
                        0,
                        0);
            }
            default -> of(Kind.OTHER, sql, token, List.of(), "", nanos, markers);
        };
    }

    private static ModelStatement of(Kind kind, String sql) {
        return new ModelStatement(kind, sql, 0, List.of(), "", 0, 0);
    }

    private static ModelStatement of(
            Kind kind, String sql, int token, List<String> items, String name, long nanos, int markers) {
        return new ModelStatement(kind, sql, token, items, name, nanos, markers);
    }

    ModelStatement withToken(int newToken) {
        return new ModelStatement(kind, sql, newToken, items, name, nanos, markers);
    }

    boolean mentions(String text) {
        return sql.contains(text);
    }

    // --- Reading ---

    /** The number of the first {@code 't17'}; 0 if there is none. */
    static int tokenIn(String text) {
        for (int at = text.indexOf("'t"); at >= 0; at = text.indexOf("'t", at + 1)) {
            int token = number(text, at + 2);
            if (token > 0) {
                return token;
            }
        }
        return 0;
    }

    /** The number that stands there, ended by a quote or the end; 0 if there is none. */
    static int number(String text, int start) {
        int number = 0;
        for (int i = start; i < text.length() && text.charAt(i) != '\''; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return 0;
            }
            number = 10 * number + digit - '0';
        }
        return number;
    }

    private static int markersIn(String text) {
        int markers = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '\'';
            if (c == '?' && !quoted) {
                markers++;
            }
        }
        return markers;
    }

    private static long sleepIn(String text) {
        int at = indexOf(text, "sleep(");
        if (at < 0) {
            return 0;
        }
        int from = at + "sleep(".length();
        return (long) (Double.parseDouble(text.substring(from, text.indexOf(')', from))) * NANOS);
    }

    /** Cuts at commas outside of parentheses and quotes. */
    private static List<String> items(String text) {
        List<String> items = new ArrayList<>(4);
        int depth = 0;
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '\'';
            if (!quoted) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (c == ',' && depth == 0) {
                    items.add(text.substring(start, i).trim());
                    start = i + 1;
                }
            }
        }
        items.add(text.substring(start).trim());
        return items;
    }

    static String unquoted(String text) {
        String trimmed = text.trim();
        char first = trimmed.isEmpty() ? ' ' : trimmed.charAt(0);
        return trimmed.length() > 1 && (first == '`' || first == '\'' || first == '"')
                ? trimmed.substring(1, trimmed.length() - 1)
                : trimmed;
    }

    static boolean startsWith(String text, String beginning) {
        return text.regionMatches(true, 0, beginning, 0, beginning.length());
    }

    private static String afterWord(String text, String word) {
        String trimmed = text.trim();
        return startsWith(trimmed, word) ? trimmed.substring(word.length()).trim() : trimmed;
    }

    private static int indexOf(String text, String part) {
        for (int i = 0; i <= text.length() - part.length(); i++) {
            if (text.regionMatches(true, i, part, 0, part.length())) {
                return i;
            }
        }
        return -1;
    }

    private static String word(String text, int from) {
        int end = from;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return text.substring(from, end);
    }
}
