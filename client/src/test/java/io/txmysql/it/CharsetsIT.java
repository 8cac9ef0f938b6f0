// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.MySQLConnection;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** pitfall#28: texts survive every column charset, and nothing that a text holds ends a literal. */
@MethodSource("io.txmysql.it.TestServer#all")
class CharsetsIT extends ServerSuite {
    /** Characters with a meaning of their own somewhere. In every charset, as they are ASCII. */
    private static final String ASCII = "it's \"q\" \\' `b` %s ? -- # /* ; \\\\' or 1=1 \n\r\t\0\u001a";

    /** 0xBF27 as two characters of latin1, and a character that GBK ends with a backslash: 0xBF5C. */
    private static final List<String> HOSTILE = List.of(
            ASCII,
            "",
            "'",
            "\\",
            "\\'",
            "''",
            "x' or '1'='1",
            "¿'",
            "¿\\'",
            "縗'",
            "縗",
            "😀' or 1=1 -- ",
            "ｅ＇",
            "ı İ ß");

    private static final Map<String, String> OWN = new TreeMap<>(Map.ofEntries(
            Map.entry("latin1", "Grüße ¿' €"),
            Map.entry("utf8mb4", "😀 ¿' ü 縗'"),
            Map.entry("utf8mb3", "¿' ü 縗'"),
            Map.entry("utf8", "¿' ü 縗'"),
            Map.entry("utf16", "😀 ¿' ü 縗'"),
            Map.entry("utf16le", "😀 ¿' ü 縗'"),
            Map.entry("utf32", "😀 ¿' ü 縗'"),
            Map.entry("ucs2", "¿' ü 縗'"),
            Map.entry("gbk", "縗' 中文"),
            Map.entry("gb18030", "😀 縗' 中文"),
            Map.entry("gb2312", "中文'"),
            Map.entry("big5", "功' 中文"),
            Map.entry("sjis", "表' ソ 日本"),
            Map.entry("cp932", "表' ソ 日本"),
            Map.entry("ujis", "表' 日本"),
            Map.entry("euckr", "한국'"),
            Map.entry("koi8r", "Привет'"),
            Map.entry("cp1251", "Привет'"),
            Map.entry("latin5", "ığİ'"),
            Map.entry("hebrew", "שלום'"),
            Map.entry("ascii", "plain'")));

    @Test
    @DisplayName("every column charset holds what ? and %s gave it, read as text and as binary")
    void columnCharsets() {
        List<String> known = query("show character set").stream()
                .map(row -> String.valueOf(row.getString(0)))
                .filter(OWN::containsKey)
                .toList();
        assertThat(known).contains("latin1", "utf8mb4", "utf16", "gbk");
        for (String charset : known) {
            // A table for each: MySQL 8.0 gives parameters the charset that a column of that name had before.
            String table = "t_" + charset;
            temporaryTable(
                    table,
                    "id int auto_increment primary key, c char(100) character set " + charset
                            + ", v varchar(100) character set " + charset + ", t text character set " + charset);
            for (String text : List.of(ASCII, String.valueOf(OWN.get(charset)))) {
                run("delete from " + table);
                run("insert into " + table + " (c, v, t) values (?, ?, ?)", text, text, text);
                run("insert into " + table + " (c, v, t) values (%s, %s, %s)", text, text, text);
                for (String sql :
                        List.of("select c, v, t from " + table, "select c, v, t from " + table + " where v = %s")) {
                    for (var row : query(sql, sql.contains("%s") ? new Object[] {text} : new Object[0])) {
                        assertThat(row.toString()).doesNotContain("�");
                        for (int i = 0; i < 3; i++) {
                            assertThat(row.getString(i)).as(charset).isEqualTo(text);
                            assertThat(row.getBytes(i)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
                        }
                    }
                }
                var found = query("select c, v, t from " + table + " where v = ? and t = ?", text, text);
                assertThat(found.size()).as(charset).isEqualTo(2);
                for (var row : found) {
                    for (int i = 0; i < 3; i++) {
                        assertThat(row.getString(i)).as(charset).isEqualTo(text);
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("bytes go through ? and %s as they are")
    void bytes() {
        temporaryTable("t", "id int, v varbinary(300)");
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        for (byte[] value :
                List.of(all, HexFormat.of().parseHex("bf27"), HexFormat.of().parseHex("bf5c27"), new byte[0])) {
            run("delete from t");
            run("insert into t values (1, ?), (1, ?)", value, value);
            run("insert into t values (2, %s)", value);
            for (var row : query("select v from t")) {
                assertThat(row.get(0)).isEqualTo(value);
            }
            for (var row : query("select v from t where id > ?", 0)) {
                assertThat(row.get(0)).isEqualTo(value);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set names gbk",
                "set names sjis",
                "set names big5",
                "set names latin1",
                "set names utf8mb4 collate utf8mb4_bin",
                "set sql_mode = 'NO_BACKSLASH_ESCAPES'",
                "set sql_mode = 'ANSI_QUOTES'",
                "set sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,STRICT_ALL_TABLES'",
                "set character_set_client = gbk",
                "set character_set_connection = gbk",
                "set sql_mode = 'NO_BACKSLASH_ESCAPES', names gbk"
            })
    @DisplayName("tx#18, tx#19: what %s stores is what was given, whatever the session's charset and sql_mode")
    void hostileSession(String setting) {
        table("t", "id int auto_increment primary key, v varchar(200) character set utf8mb4, b varbinary(200)");
        run(setting);
        for (String text : HOSTILE) {
            run("insert into t (v, b) values (%s, %s)", text, text.getBytes(StandardCharsets.UTF_8));
            assertThat(run("update t set id = id where v = %s and 1 = 0", text).affectedRows())
                    .isZero();
        }
        MySQLConnection reader = connect();
        var stored = await(reader.runQuery("select v, b from t order by id"));
        assertThat(stored.stream().map(row -> row.getString(0))).containsExactlyElementsOf(HOSTILE);
        assertThat(stored.stream().map(row -> row.getString(1))).containsExactlyElementsOf(HOSTILE);
    }

    @Test
    @DisplayName("names of columns, tables and databases beyond ASCII")
    void identifiers() {
        table("`täß`", "`spälte ?` int, `%s` int");
        run("insert into `täß` values (?, ?)", 1, 2);
        var row = query("select * from `täß` where 1 = ?", 1).get(0);
        assertThat(row.getInt("SPÄLTE ?")).isOne();
        assertThat(row.getInt("%s")).isEqualTo(2);
        assertThat(row.columns().get(0).table()).isEqualTo("täß");
    }
}
