// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

/**
 * How statements are prepared, sent and counted.
 *
 * @param prepStmtCacheSize prepared statements kept open per session, 0 to 65535; 0 closes each after its use
 * @param prepStmtCacheSqlLimit longest text, in characters, of a statement that is kept
 * @param useAffectedRows whether UPDATE counts the rows that it changed, rather than those that it matched
 * @param allowMultiQueries whether one text may hold several statements, separated by semicolons; it makes every injection
 *     worse
 */
public record Statements(
        int prepStmtCacheSize, int prepStmtCacheSqlLimit, boolean useAffectedRows, boolean allowMultiQueries) {

    public Statements {
        InvalidOption.requireRange("prepStmtCacheSize", prepStmtCacheSize, 0, 65535);
        InvalidOption.requireRange("prepStmtCacheSqlLimit", prepStmtCacheSqlLimit, 0, Integer.MAX_VALUE);
    }
}
