// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.exchange;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which session variables a {@code SET} changes, by its text. A server's reports alone do not tell whether they are
 * complete: no server reports the collation of {@code SET NAMES … COLLATE}, and MariaDB reports some variables under the
 * name of another or not at all (docs/session-tracking.md). What is not understood here counts as not reported.
 */
final class SetStatement {
    private static final Set<String> OTHER_SCOPES = Set.of("global", "persist", "persist_only");
    private static final Set<String> OWN_SCOPES = Set.of("session", "local");
    private static final List<String> CHARACTER_SET =
            List.of("character_set_client", "character_set_connection", "character_set_results");

    private final String sql;
    private int at;
    private final Set<String> names = new HashSet<>();

    private SetStatement(String sql) {
        this.sql = sql;
    }

    /** Whether it is MariaDB's {@code SET STATEMENT … FOR …}, whose values are gone, and still reported, when it ends. */
    static boolean isForOneStatement(String sql) {
        SetStatement set = new SetStatement(sql);
        return set.word().equals("set") && set.word().equals("statement");
    }

    /** The variables of the session that it sets, in small letters; null if that cannot be told. */
    static @Nullable Set<String> variables(String sql) {
        SetStatement set = new SetStatement(sql);
        return set.word().equals("set") && set.read() ? set.names : null;
    }

    /** One variable may have two names; servers report either. */
    static String canonical(String name) {
        return switch (name) {
            case "tx_isolation" -> "transaction_isolation";
            case "tx_read_only" -> "transaction_read_only";
            default -> name;
        };
    }

    private boolean read() {
        int start = at;
        String first = word();
        boolean own = OWN_SCOPES.contains(first);
        String second = own || OTHER_SCOPES.contains(first) ? word() : first;
        if (second.equals("transaction")) {
            return readTransaction(own);
        }
        if (first.equals("names")) {
            names.addAll(CHARACTER_SET);
            return !hasWord("collate");
        }
        at = start;
        do {
            if (!readAssignment()) {
                return false;
            }
        } while (skip(','));
        skip(';');
        blank();
        return at == sql.length();
    }

    /** Without a scope it is about the next transaction only. */
    private boolean readTransaction(boolean own) {
        if (own && hasWord("isolation")) {
            names.add("transaction_isolation");
        }
        if (own && (hasWord("only") || hasWord("write"))) {
            names.add("transaction_read_only");
        }
        return true;
    }

    private boolean readAssignment() {
        boolean user = false;
        boolean own = true;
        String name;
        if (skip('@')) {
            user = !skip('@');
            name = word();
        } else {
            name = word();
            if (OWN_SCOPES.contains(name) || OTHER_SCOPES.contains(name)) {
                own = OWN_SCOPES.contains(name);
                name = word();
            }
        }
        if (!user && skip('.')) { // after @@, and never a component: those are not of a session
            own = OWN_SCOPES.contains(name);
            name = word();
        }
        skip(':');
        if (name.isEmpty() || !skip('=')) {
            return false;
        }
        if (own && !user) {
            names.add(canonical(name));
        }
        return skipExpression();
    }

    /** Up to a comma that stands in no parentheses. */
    private boolean skipExpression() {
        int depth = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\\' || c == '`' || c == '#' || sql.startsWith("--", at) || sql.startsWith("/*", at)) {
                return false;
            }
            if (depth == 0 && (c == ',' || c == ';')) {
                return true;
            }
            if (c == '\'' || c == '"') {
                at = sql.indexOf(c, at + 1);
                if (at < 0) {
                    return false;
                }
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            at++;
        }
        return depth == 0;
    }

    private boolean hasWord(String wanted) {
        int start = at;
        boolean found = false;
        while (!found && at < sql.length()) {
            String word = word();
            found = word.equals(wanted);
            if (word.isEmpty()) {
                at++;
            }
        }
        at = start;
        return found;
    }

    private String word() {
        blank();
        int start = at;
        while (at < sql.length() && isWord(sql.charAt(at))) {
            at++;
        }
        return sql.substring(start, at).toLowerCase(Locale.ROOT);
    }

    private boolean skip(char wanted) {
        blank();
        boolean there = at < sql.length() && sql.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    /** Passes over blanks and comments; what stands in a versioned comment is code, and is not understood. */
    private void blank() {
        int before;
        do {
            before = at;
            while (at < sql.length() && sql.charAt(at) <= ' ') {
                at++;
            }
            if (sql.startsWith("/*", at) && !sql.startsWith("/*!", at) && !sql.startsWith("/*M!", at)) {
                int end = sql.indexOf("*/", at + 2);
                at = end < 0 ? sql.length() : end + 2;
            }
        } while (at > before);
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
    }
}
