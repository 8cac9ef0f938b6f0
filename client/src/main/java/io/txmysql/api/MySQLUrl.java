// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import io.txmysql.protocol.error.InvalidOptionException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code mysql://user:password@hosts/database?option=value&option=value}. Whatever is wrong, no message quotes a piece
 * of the URL that could belong to a password which was not encoded: a character {@code /}, {@code ?} or {@code #} in it would
 * shift everything that follows.
 */
final class MySQLUrl {
    private static final Set<String> SCHEMES = Set.of("mysql", "mariadb");

    private final MySQLOptionsBuilder builder = new MySQLOptionsBuilder();
    private final Map<Option<?>, String> given = new HashMap<>();

    private MySQLUrl() {}

    static MySQLOptionsBuilder parse(String url) {
        MySQLUrl parser = new MySQLUrl();
        parser.readAll(url);
        return parser.builder;
    }

    private void readAll(String url) {
        String rest = url.substring(endOfScheme(url));
        if (rest.indexOf('#') >= 0) {
            throw malformed("a # is written %23");
        }
        int query = indexOr(rest, '?', rest.length());
        int path = indexOr(rest.substring(0, query), '/', query);
        if (rest.indexOf('@', path) >= 0) {
            throw malformed("an @ after the first / or ? is written %40; in a user or password, / is %2F and ? is %3F");
        }
        // The authority first: without an @ its port is where a password ends up, and that error quotes nothing.
        readAuthority(rest.substring(0, path));
        if (path < query) {
            readDatabase(rest.substring(path + 1, query));
        }
        if (query < rest.length()) {
            readOptions(rest.substring(query + 1));
        }
        if (!isGiven("host") && !isGiven("unixSocket")) {
            throw malformed("it names no host; write mysql://host/… or add unixSocket=…");
        }
    }

    private static int endOfScheme(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        for (String prefix : new String[] {"jdbc:", "r2dbc:"}) {
            if (lower.startsWith(prefix)) {
                throw malformed("leave out the prefix \"" + prefix + "\"; it starts with mysql:// or mariadb://");
            }
        }
        int colon = lower.indexOf("://");
        if (colon < 0 || !SCHEMES.contains(lower.substring(0, colon))) {
            throw malformed("it starts with mysql:// or mariadb://");
        }
        return colon + 3;
    }

    private void readOptions(String query) {
        boolean afterPassword = false;
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (pair.isEmpty() || equals == 0) {
                throw malformed("after the ? it takes option=value, with & between them");
            }
            String name = PercentEncoding.decode("an option's name", equals < 0 ? pair : pair.substring(0, equals));
            if (afterPassword && !OptionNames.isKnown(name)) {
                // Not quoted, because it may be the rest of the password.
                throw malformed("an unknown option follows the password; & in a value is written %26");
            }
            Option<?> option = OptionNames.find(name);
            if (equals < 0) {
                throw InvalidOption.of(name, "it has no value; write " + name + "=…");
            }
            give(option, name, PercentEncoding.decode("option \"" + name + "\"", pair.substring(equals + 1)));
            afterPassword |= option.isSecret();
        }
    }

    private void readDatabase(String path) {
        if (path.indexOf('/') >= 0) {
            throw malformed("a / in the database's name is written %2F");
        }
        if (!path.isEmpty()) {
            give("database", PercentEncoding.decode("the database", path));
        }
    }

    private void readAuthority(String authority) {
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            readCredentials(authority.substring(0, at));
        }
        String hosts = authority.substring(at + 1);
        if (!hosts.isEmpty()) {
            give("host", hosts);
        }
    }

    private void readCredentials(String userInfo) {
        int colon = indexOr(userInfo, ':', userInfo.length());
        give("user", PercentEncoding.decode("the user", userInfo.substring(0, colon)));
        if (colon < userInfo.length()) {
            give("password", PercentEncoding.decode("the password", userInfo.substring(colon + 1)));
        }
    }

    private void give(String name, String text) {
        give(OptionNames.find(name), name, text);
    }

    private void give(Option<?> option, String name, String text) {
        String before = given.put(option, name);
        if (before != null) {
            throw InvalidOption.of(
                    name, "it is given twice" + (before.equals(name) ? "" : ", also as \"" + before + "\""));
        }
        option.set(builder, name, text);
    }

    private boolean isGiven(String name) {
        return given.containsKey(OptionNames.find(name));
    }

    private static int indexOr(String text, char wanted, int otherwise) {
        int index = text.indexOf(wanted);
        return index < 0 ? otherwise : index;
    }

    private static InvalidOptionException malformed(String sentence) {
        return InvalidOption.because("malformed URL: " + sentence);
    }
}
