// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import static io.txmysql.Outcome.connect;
import static io.txmysql.Outcome.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.api.MySQLConnection;
import io.txmysql.api.Row;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.NoSuchColumnException;
import io.txmysql.protocol.error.ValueConversionException;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.testkit.ScriptedServer;
import io.txmysql.testkit.ScriptedServerBuilder;
import io.txmysql.testkit.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@DisplayName("Rows that came through a socket")
class RowsTest {
    private static final Table PEOPLE = Table.of("id", "name", "height", "price", "photo", "nothing")
            .row(1, "Ann", 1.5, new BigDecimal("12.50"), new byte[] {1, (byte) 0xAB}, null)
            .row(5_000_000_000L, "B\u00f6b\ntwo", -2.0, new BigDecimal("-0.01"), new byte[20], null);

    private static final ScriptedServer SERVER = script().start();
    private static final MySQLConnection DB = connect(SERVER);

    private static ScriptedServerBuilder script() {
        Table many = Table.of("n");
        for (int i = 0; i < 30; i++) {
            many = many.row(i);
        }
        Table thirty = many;
        return ScriptedServer.builder()
                .onQuery(sql -> sql.startsWith("people"), reply -> reply.rows(PEOPLE))
                .onQuery("thirty", reply -> reply.rows(thirty))
                .onQuery("none", reply -> reply.rows(Table.of("n")))
                .onQuery("done", reply -> reply.ok(2, 7))
                .onQuery(
                        "date",
                        reply -> reply.rows(
                                Table.of(Table.column("d", FieldType.DATE)).row("2026-02-31")))
                .onQuery("long text", reply -> reply.rows(Table.of("t").row("x".repeat(100))));
    }

    @AfterAll
    static void close() {
        DB.close();
        SERVER.close();
    }

    private static Rows people(String sql) {
        return value(sql.contains("?") ? DB.runQuery(sql, 1) : DB.runQuery(sql));
    }

    @ParameterizedTest
    @ValueSource(strings = {"people", "people ?"})
    @DisplayName("tx#3 have names, types and values, the same as text and in binary")
    void values(String sql) {
        Rows rows = people(sql);
        assertThat(rows.columns().stream().map(column -> column.name() + " " + column.type()))
                .containsExactly(
                        "id LONGLONG",
                        "name VAR_STRING",
                        "height DOUBLE",
                        "price NEWDECIMAL",
                        "photo BLOB",
                        "nothing VAR_STRING");
        Row ann = rows.get(0);
        assertThat(ann.getInt("id")).isEqualTo(1);
        assertThat(ann.getInt("ID")).isEqualTo(1);
        assertThat(ann.getLong(0)).isEqualTo(1);
        assertThat(ann.get("id")).isEqualTo(1L);
        assertThat(ann.getString("name")).isEqualTo("Ann");
        assertThat(ann.getDouble("height")).isEqualTo(1.5);
        assertThat(ann.getBigDecimal("price")).isEqualTo(new BigDecimal("12.50"));
        assertThat(ann.getBytes("photo")).containsExactly(1, 0xAB);
        assertThat(ann.getBoolean("id")).isTrue();
        assertThat(ann.isNull("nothing")).isTrue();
        assertThat(ann.get("nothing")).isNull();
        assertThat(ann.getString("nothing")).isNull();
        assertThat(ann.get("nothing", Integer.class)).isNull();
        assertThat(rows.get(1).getLong("id")).isEqualTo(5_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"people", "people ?"})
    @DisplayName("pitfall#32 fail loudly for a value that does not fit: a BIGINT as an int")
    void outOfRange(String sql) {
        Row bob = people(sql).get(1);
        assertThatThrownBy(() -> bob.getInt("id"))
                .isInstanceOfSatisfying(
                        ValueConversionException.class,
                        failure -> assertThat(failure.delivery()).isEqualTo(Delivery.ANSWERED))
                .hasMessageContaining("`id`")
                .hasMessageContaining("int");
        assertThatThrownBy(() -> bob.get("id", Short.class)).isInstanceOf(ValueConversionException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"people", "people ?"})
    @DisplayName("fail for the wrong type, and for NULL as a primitive")
    void wrongType(String sql) {
        Row ann = people(sql).get(0);
        assertThatThrownBy(() -> ann.getInt("name"))
                .isInstanceOf(ValueConversionException.class)
                .hasMessageContaining("`name`");
        assertThatThrownBy(() -> ann.getLocalDate("id")).isInstanceOf(ValueConversionException.class);
        assertThatThrownBy(() -> ann.getLong("nothing"))
                .isInstanceOf(ValueConversionException.class)
                .hasMessageContaining("NULL");
        assertThatThrownBy(() -> ann.get("id", Thread.class)).isInstanceOf(ValueConversionException.class);
    }

    @Test
    @DisplayName("list the columns that there are when one is asked for that is not there")
    void unknownColumn() {
        Row ann = people("people").get(0);
        assertThatThrownBy(() -> ann.getString("nmae"))
                .isInstanceOf(NoSuchColumnException.class)
                .hasMessageContaining("`nmae`")
                .hasMessageContaining("`id`, `name`, `height`, `price`, `photo`, `nothing`");
    }

    @Test
    @DisplayName("fail for an index that is not there")
    void wrongIndex() {
        Rows rows = people("people");
        assertThatThrownBy(() -> rows.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> rows.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        for (int index : new int[] {-1, 6}) {
            for (int row = 0; row < 2; row++) {
                Row each = rows.get(row);
                assertThatThrownBy(() -> each.get(index)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> each.getInt(index)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> each.isNull(index)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> each.getString(index)).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Test
    @DisplayName("show themselves as a table that a person can read")
    void rowsToString() {
        assertThat(people("people")).hasToString("""
                        id         | name    | height | price | photo                                    | nothing
                        -----------+---------+--------+-------+------------------------------------------+--------
                        1          | Ann     | 1.5    | 12.50 | 0x01ab                                   | NULL
                        5000000000 | B\u00f6b\u21b5two | -2.0   | -0.01 | 0x00000000000000000000000000000000… (20… | NULL
                        2 rows""");
        assertThat(value(DB.runQuery("none"))).hasToString("n\n-\n0 rows");
        assertThat(value(DB.runQuery("long text")).toString()).contains("x".repeat(39) + "…\n1 row");
        assertThat(value(DB.runQuery("thirty")).toString())
                .contains("\n19\n… 30 rows")
                .doesNotContain("\n20\n");
        assertThat(value(DB.runQuery("done")).toString()).contains("2").contains("7");
    }

    @Test
    @DisplayName("show each row by its names, also one whose date no calendar has")
    void rowToString() {
        assertThat(people("people").get(0))
                .hasToString("{id=1, name=Ann, height=1.5, price=12.50, photo=0x01ab, nothing=NULL}");
        assertThat(value(DB.runQuery("date")).get(0)).hasToString("{d=2026-02-31}");
    }

    @Test
    @DisplayName("are iterated, streamed and indexed alike")
    void iteration() {
        Rows rows = value(DB.runQuery("thirty"));
        List<Integer> iterated = new ArrayList<>();
        rows.forEach(row -> iterated.add(row.getInt("n")));
        assertThat(iterated).hasSize(30).startsWith(0, 1).endsWith(28, 29);
        assertThat(rows.stream().map(row -> row.getInt(0)).toList()).isEqualTo(iterated);
        assertThat(rows.get(17).getInt(0)).isEqualTo(17);
        var end = value(DB.runQuery("none")).iterator();
        assertThat(end.hasNext()).isFalse();
        assertThatThrownBy(end::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    @DisplayName("a conversion that fails in fetchOne fails the call, and nothing else")
    void fetchOneOfWrongType() {
        MySQLException failure = Outcome.failure(DB.fetchOne(java.time.LocalDate.class, "thirty"));
        assertThat(failure).isInstanceOf(ValueConversionException.class);
        assertThat(value(DB.fetchOne("thirty"))).isEqualTo(0L);
    }
}
