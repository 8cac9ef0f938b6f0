// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.txmysql.ConnectionLog;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.MySQLPool;
import io.txmysql.protocol.error.ServerErrorException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** tx#44 with tables whose index files are really cut short. */
@MethodSource("io.txmysql.it.TestServer#embedded")
class RepairIT extends ServerSuite {
    private static final int ROWS = 2000;
    private static final String BY_INDEX = "select count(*) from broken where v like 'v1%'";

    /** The index file's header is left, without which no repair can do anything. */
    private static final long MYISAM_HEADER = 1024;

    private static final long ARIA_HEADER = 8192;

    private final ConnectionLog log = new ConnectionLog();

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    @DisplayName(
            "tx#44: autoRepair: a MyISAM table with a broken index is repaired, the statement is answered, one line before and one after")
    void query() throws IOException {
        breakTable("MyISAM");
        MySQLConnection repairing = connect(options -> options.autoRepair(true));
        assertThat(await(repairing.fetchOne(BY_INDEX))).isEqualTo(1111L);
        assertThat(await(repairing.fetchOne(BY_INDEX + " and 1 = ?", 1))).isEqualTo(1111L);
        assertThat(log.lines())
                .hasSize(2)
                .allMatch(line -> line.contains("`" + database() + "`.`broken`"))
                .anyMatch(line -> line.contains("is broken, repairing it"))
                .anyMatch(line -> line.contains("is done, running the statement again"));
        assertThat(one(BY_INDEX)).as("repaired for everybody").isEqualTo(1111L);
    }

    @Test
    @DisplayName("tx#44: a write is run again after the repair, once, as a text, prepared, and on a pool")
    void write() throws IOException {
        breakTable("MyISAM");
        MySQLConnection repairing = connect(options -> options.autoRepair(true));
        assertThat(await(repairing.runOperation("insert into broken values (5000, 'new')"))
                        .affectedRows())
                .isEqualTo(1);
        breakTable("MyISAM");
        assertThat(await(repairing.runOperation("insert into broken values (?, ?)", 5000, "new"))
                        .affectedRows())
                .isEqualTo(1);
        breakTable("MyISAM");
        MySQLPool pool = pool(options -> options.autoRepair(true).maxSize(2));
        assertThat(await(pool.runOperation("insert into broken values (?, ?)", 5000, "new"))
                        .affectedRows())
                .isEqualTo(1);
        assertThat(await(pool.fetchOne("select count(*) from broken"))).isEqualTo(ROWS + 1L);
        assertThat(log.lines()).hasSize(6);
    }

    @Test
    @DisplayName(
            "tx#44: the server names the file, in which other characters than letters and digits are encoded: order@002ditems")
    void name() throws IOException {
        run("drop table if exists `order-items`");
        breakTable("MyISAM");
        run("rename table broken to `order-items`");
        MySQLConnection repairing = connect(options -> options.autoRepair(true));
        assertThat(await(repairing.fetchOne("select count(*) from `order-items` where v like 'v1%'")))
                .isEqualTo(1111L);
    }

    @Test
    @DisplayName("autoRepair is off by default: the caller has the error, and nothing is repaired")
    void off() throws IOException {
        breakTable("MyISAM");
        for (int i = 0; i < 2; i++) {
            ServerErrorException e = failure(ServerErrorException.class, db.fetchOne(BY_INDEX));
            assertThat(e.errno()).isEqualTo(126);
            assertThat(e.summary()).contains("broken.MYI");
        }
        assertThat(log.lines()).isEmpty();
    }

    @Test
    @DisplayName("autoRepair: an Aria table that the server calls corrupt (1034) is repaired, too")
    void aria() throws IOException {
        assumeThat(server).isSameAs(TestServer.MARIADB);
        breakTable("Aria");
        String byKey = "select v from broken where id = 77";
        failure(ServerErrorException.class, db.fetchOne(BY_INDEX));
        assertThat(failure(ServerErrorException.class, db.fetchOne(byKey)).errno())
                .isEqualTo(1034);
        MySQLConnection repairing = connect(options -> options.autoRepair(true));
        assertThat(await(repairing.fetchOne(byKey))).isEqualTo("v77");
        assertThat(one(BY_INDEX)).isEqualTo(1111L);
        assertThat(log.lines()).hasSize(2);
    }

    /** A table with two indexes, of which nothing but the header is left on the disk. */
    private void breakTable(String engine) throws IOException {
        run("drop table if exists broken");
        run("create table broken (id int primary key, v varchar(100), key (v)) engine = " + engine);
        run("insert into broken values "
                + IntStream.range(0, ROWS)
                        .mapToObj(i -> "(" + i + ", 'v" + i + "')")
                        .collect(Collectors.joining(",")));
        run("flush tables");
        boolean aria = engine.equals("Aria");
        Path index =
                server.embeddedServer().dataDirectory().resolve(database()).resolve(aria ? "broken.MAI" : "broken.MYI");
        try (FileChannel file = FileChannel.open(index, StandardOpenOption.WRITE)) {
            file.truncate(aria ? ARIA_HEADER : MYISAM_HEADER);
        }
    }
}
