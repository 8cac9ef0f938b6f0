// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The option {@code sessionVariables}: names of system variables, and SQL expressions. They are written into a statement as
 * they are, so each must be one name and one expression.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/set-variable.html">SET Syntax for Variable Assignment</a>
 */
final class SessionVariables {
    static final ValueFormat<Map<String, String>> FORMAT = new ValueFormat<>(
            "a list name=expression,name=expression such as sql_mode='ANSI,TRADITIONAL',time_zone='+00:00'",
            SessionVariables::parse,
            variables -> variables.entrySet().stream()
                    .map(variable -> variable.getKey() + "=" + variable.getValue())
                    .collect(Collectors.joining(",")));

    private static final String OPTION = "sessionVariables";
    private static final Pattern OF_SESSION = Pattern.compile(
            "(?:@@(?:(?:session|local)\\.)?|(?:session|local)\\s+)?([a-z_][a-z0-9_$]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern OF_SERVER =
            Pattern.compile("(?:@@)?(?:global|persist|persist_only)[.\\s].*", Pattern.CASE_INSENSITIVE);

    private SessionVariables() {}

    /**
     * The same with nothing but names as keys, without what stands in front of a name ({@code @@session.},
     * {@code session}, …).
     *
     * @throws io.txmysql.protocol.error.InvalidOptionException if one is not a name and an expression
     */
    static Map<String, String> checked(Map<String, String> variables) {
        Map<String, String> checked = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        variables.forEach((written, expression) -> {
            String name = nameOf(written);
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                throw InvalidOption.of(OPTION, "\"" + name + "\" is given twice");
            }
            checked.put(name, checkedExpression(name, expression.strip()));
        });
        return checked;
    }

    private static String checkedExpression(String name, String expression) {
        if (expression.isEmpty()) {
            throw InvalidOption.of(OPTION, "the expression of \"" + name + "\" is empty");
        }
        if (new SqlExpressionScanner(OPTION, name, expression).end(0) < expression.length()) {
            throw InvalidOption.of(
                    OPTION, "the expression of \"" + name + "\" has a comma outside of quotes and parentheses");
        }
        return expression;
    }

    private static Map<String, String> parse(String text) {
        if (text.isBlank()) {
            return Map.of();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        int start = 0;
        while (start <= text.length()) {
            int equals = text.indexOf('=', start);
            int comma = text.indexOf(',', start);
            if (equals < 0 || (comma >= 0 && comma < equals)) {
                String piece = text.substring(start, comma < 0 ? text.length() : comma);
                throw InvalidOption.of(
                        OPTION, InvalidOption.quote(piece) + " has no =; a text with commas in it stands in quotes");
            }
            String name = nameOf(text.substring(start, equals));
            int end = new SqlExpressionScanner(OPTION, name, text).end(equals + 1);
            if (variables.put(name, text.substring(equals + 1, end)) != null) {
                throw InvalidOption.of(OPTION, "\"" + name + "\" is given twice");
            }
            start = end + 1;
        }
        return checked(variables);
    }

    private static String nameOf(String written) {
        String variable = written.strip();
        if (OF_SERVER.matcher(variable).matches()) {
            throw InvalidOption.of(
                    OPTION, InvalidOption.quote(variable) + " is of the whole server, not of the session");
        }
        if (variable.startsWith("@") && !variable.startsWith("@@")) {
            throw InvalidOption.of(
                    OPTION, InvalidOption.quote(variable) + " is a user variable, not a system variable");
        }
        Matcher name = OF_SESSION.matcher(variable);
        if (!name.matches()) {
            throw InvalidOption.of(OPTION, InvalidOption.quote(variable) + " is not the name of a system variable");
        }
        return name.group(1);
    }
}
