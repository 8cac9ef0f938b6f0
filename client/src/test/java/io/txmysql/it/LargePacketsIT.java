// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.api.CompressionAlgorithm;
import io.txmysql.api.MySQLConnection;
import io.txmysql.api.Row;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.ConnectionLostException;
import io.txmysql.protocol.error.MySQLException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** pitfall#22: payloads around 2^24 bytes, where a packet ends and the next one begins. */
@MethodSource("io.txmysql.it.TestServer#newerThanMySQL57")
class LargePacketsIT extends ServerSuite {
    private static final int PACKET = 1 << 24;

    /** Two packets through zlib take seconds, so of those only the sizes where the number of packets changes. */
    static Stream<Arguments> payloads() {
        Stream<Integer> plain =
                IntStream.rangeClosed(-2, 1).boxed().flatMap(i -> Stream.of(PACKET + i, 2 * PACKET + i));
        Stream<Integer> zlib = Stream.of(PACKET - 2, PACKET - 1, PACKET, PACKET + 1, 2 * PACKET - 2, 2 * PACKET - 1);
        return Stream.concat(
                plain.map(size -> Arguments.of(CompressionAlgorithm.UNCOMPRESSED, size)),
                zlib.map(size -> Arguments.of(CompressionAlgorithm.ZLIB, size)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("payloads")
    @DisplayName("pitfall#22: a command of that many bytes arrives, and so does a row, text and binary")
    void payload(CompressionAlgorithm compression, int size) {
        MySQLConnection large = connect(options -> options.compressionAlgorithms(List.of(compression)));
        // COM_QUERY: one byte, then the text.
        String sql = "select length('";
        String end = "'), 'after'";
        int filled = size - 1 - sql.length() - end.length();
        Row text = await(large.runQuery(sql + "x".repeat(filled) + end)).get(0);
        assertThat(text.getInt(0)).isEqualTo(filled);
        assertThat(text.getString(1)).isEqualTo("after");

        // COM_STMT_EXECUTE: 1 + 4 + 1 + 4, a bitmap byte, the flag, two bytes of type, a length of nine bytes or four.
        int head = 10 + 1 + 1 + 2;
        int value = size - head - (size - head - 4 < PACKET ? 4 : 9);
        Row binary = await(large.runQuery("select length(?)", new byte[value])).get(0);
        assertThat(binary.getInt(0)).isEqualTo(value);

        // A text row is a length and the bytes, a binary row has a zero byte and a bitmap byte in front of that.
        int length = size - 4 < PACKET ? size - 4 : size - 9;
        Row row = await(large.runQuery("select repeat('y', " + length + ")")).get(0);
        requireOnly('y', length, row.getBytes(0));
        int shorter = size - 6 < PACKET ? size - 6 : size - 11;
        CompletableFuture<Rows> read = large.runQuery("select repeat(?, " + shorter + ") from (select 1) x", "z");
        CompletableFuture<Long> behind = large.fetchOne(Long.class, "select 42");
        requireOnly('z', shorter, await(read).get(0).getBytes(0));
        assertThat(await(behind)).isEqualTo(42L);
    }

    @Test
    @DisplayName("a value of 32 MiB goes there and back unchanged, not compressible")
    void roundTrip() {
        table("t", "v longblob");
        byte[] value = pattern(2 * PACKET + 5);
        for (CompressionAlgorithm compression : CompressionAlgorithm.values()) {
            MySQLConnection large = connect(options -> options.compressionAlgorithms(List.of(compression)));
            await(large.runOperation("delete from t"));
            await(large.runOperation("insert into t values (?)", value));
            assertThat(Arrays.equals(value, (byte[]) await(large.fetchOne("select v from t"))))
                    .isTrue();
            assertThat(Arrays.equals(value, (byte[]) await(large.fetchOne("select v from t where 1 = ?", 1))))
                    .isTrue();
        }
    }

    @Test
    @DisplayName("what is larger than the server allows is an error, and then the driver connects again")
    void tooLarge() {
        MySQLException e = failure(MySQLException.class, db.runOperation("do length(?)", new byte[130 << 20]));
        assertThat(e.statement()).isEqualTo("do length(?)");
        try {
            assertThat(one("select 'x'")).isEqualTo("x");
        } catch (ConnectionLostException lost) { // the server says 1153 and hangs up, which may be seen only now
            assertThat(one("select 'x'")).isEqualTo("x");
        }
    }

    private static void requireOnly(char expected, int length, byte @Nullable [] bytes) {
        assertThat(bytes).hasSize(length);
        for (byte b : Objects.requireNonNull(bytes)) {
            if (b != expected) {
                throw new AssertionError(
                        "not only " + expected + ": " + new String(new byte[] {b}, StandardCharsets.ISO_8859_1));
            }
        }
    }

    /** Looks random to zlib. */
    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        long state = length;
        for (int i = 0; i < length; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            bytes[i] = (byte) (state >>> 56);
        }
        return bytes;
    }
}
