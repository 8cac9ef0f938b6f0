// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words that mean something to {@link StatementJudgement} and its parts, found in a statement's text without making a
 * string of it. Immutable, for any thread.
 */
final class SqlVocabulary {
    /**
     * Words that may stand before a parenthesis and that none of MySQL 5.7 to 9.7 and MariaDB 11 lets a user's function be
     * called by, reserved or not.
     */
    static final List<String> KEYWORDS = SqlWord.list("""
            ALL ANALYZE AND AS BETWEEN BIGINT BINARY BY CASE CHAR CHARACTER CONVERT CURRENT_DATE CURRENT_TIME
            CURRENT_TIMESTAMP CURRENT_USER DATABASE DATETIME DEC DECIMAL DEFAULT DESC DESCRIBE DISTINCT DISTINCTROW DIV
            DOUBLE ELSE EXISTS EXPLAIN FLOAT FROM GROUP HAVING IF IN INDEX INSERT INT INTEGER INTERVAL JOIN KEY LEFT LIKE
            LOCALTIME LOCALTIMESTAMP MATCH MEDIUMINT MOD NOT NUMERIC ON OR PARTITION REAL REGEXP REPEAT REPLACE RIGHT RLIKE
            ROW SCHEMA SELECT SMALLINT STRAIGHT_JOIN THEN TINYINT UNION USING UTC_DATE UTC_TIME UTC_TIMESTAMP VALUES
            VARBINARY VARCHAR WHEN WHERE XOR
            """);

    /** All other words that the rules name. */
    private static final List<String> RULE_WORDS = SqlWord.list("""
            ALTER ANY BACKUP BEGIN CALL CHARSET CHECK CHECKSUM COLLATION COLUMNS COMMIT CREATE CURRVAL DATABASES DEALLOCATE
            DELETE DO DROP END ENGINES EVENTS EXCEPT EXECUTE EXPORT EXTENDED FIELDS FLUSH FOR FULL FUNCTION GET GET_LOCK
            GLOBAL GRANT GRANTS HANDLER HELP INDEXES INSTANCE INTERSECT INTO KEYS KILL LASTVAL LATERAL LOAD LOCAL LOCK
            MEMBER MINUS NEXT NEXTVAL OF OPEN OPTIMIZE OVER PASSWORD PERSIST PERSIST_ONLY PLUGINS PREPARE PREVIOUS
            PRIVILEGES PROCEDURE PROCESSLIST RECURSIVE RELEASE RELEASE_ALL_LOCKS RELEASE_LOCK RENAME REPAIR RESOURCE REVOKE
            ROLE ROLLBACK SAVEPOINT SCHEMAS SERVICE_GET_READ_LOCKS SERVICE_GET_WRITE_LOCKS SESSION SET SETVAL SHARE SHOW
            SOME SQL_CALC_FOUND_ROWS STAGE START STATEMENT STORAGE TABLE TABLES TEMPORARY TO TRANSACTION TRIGGERS TRUNCATE
            UNLOCK UPDATE USE VALUE VERSION_TOKENS_LOCK_EXCLUSIVE VERSION_TOKENS_LOCK_SHARED WITH WORK XA
            """);

    /** A power of two, several times the number of words. */
    private static final int SLOTS = 4096;

    private static final @Nullable SqlWord[] TABLE = new SqlWord[SLOTS];

    static {
        KEYWORDS.forEach(text -> add(text, SqlWord.Kind.KEYWORD));
        BuiltInFunctions.NAMES.forEach(text -> add(text, SqlWord.Kind.FUNCTION));
        BuiltInFunctions.WINDOW_NAMES.forEach(text -> add(text, SqlWord.Kind.WINDOW_FUNCTION));
        RULE_WORDS.forEach(text -> add(text, SqlWord.Kind.WORD));
    }

    private SqlVocabulary() {}

    /** The first kind that a word is added with stays. */
    private static void add(String text, SqlWord.Kind kind) {
        int slot = slot(text, 0, text.length());
        for (SqlWord word = TABLE[slot]; word != null; word = TABLE[slot]) {
            if (word.is(text)) {
                return;
            }
            slot = (slot + 1) % SLOTS;
        }
        TABLE[slot] = new SqlWord(text, kind);
    }

    /** The word between two indexes of a statement, in any case. */
    static SqlWord find(String sql, int start, int end) {
        int slot = slot(sql, start, end);
        for (SqlWord word = TABLE[slot]; word != null; word = TABLE[slot]) {
            if (isEqual(word.text(), sql, start, end)) {
                return word;
            }
            slot = (slot + 1) % SLOTS;
        }
        return SqlWord.UNKNOWN;
    }

    private static boolean isEqual(String text, String sql, int start, int end) {
        if (text.length() != end - start) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != capital(sql.charAt(start + i))) {
                return false;
            }
        }
        return true;
    }

    private static int slot(String text, int start, int end) {
        int hash = end - start;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + capital(text.charAt(i));
        }
        return (hash ^ hash >>> 12) & (SLOTS - 1);
    }

    private static char capital(char c) {
        return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
    }
}
