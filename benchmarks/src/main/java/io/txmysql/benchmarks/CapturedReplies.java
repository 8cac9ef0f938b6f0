// SPDX-License-Identifier: Apache-2.0
package io.txmysql.benchmarks;

import io.txmysql.protocol.wire.FrameWriter;
import io.txmysql.protocol.wire.PayloadWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The packets of {@code captured-row.txt} as a server would send them, with the one row as often as is wanted. */
final class CapturedReplies {
    static final String SQL = "SELECT id, reference, customer, placed, amount, weight FROM shop.orders";

    private static final Map<String, List<byte[]>> PAYLOADS = read();

    private CapturedReplies() {}

    static byte[] greeting() {
        return packets(0, payloads("GREETING"));
    }

    /** The answer to a login of one packet. */
    static byte[] loginOk() {
        return packets(2, payloads("LOGIN_OK"));
    }

    /** The answer to the query {@link #SQL}. */
    static byte[] query(int rows) {
        return result("TEXT", rows);
    }

    /** The answer to the preparation of {@link #SQL}. */
    static byte[] preparation() {
        return packets(1, concat(payloads("PREPARE_OK"), payloads("PREPARE_COLUMN")));
    }

    /** The answer to an execution of {@link #SQL}. */
    static byte[] execution(int rows) {
        return result("BINARY", rows);
    }

    private static byte[] result(String format, int rows) {
        List<byte[]> payloads = concat(payloads(format + "_COLUMN_COUNT"), payloads(format + "_COLUMN"));
        for (int i = 0; i < rows; i++) {
            payloads.addAll(payloads(format + "_ROW"));
        }
        return packets(1, concat(payloads, payloads(format + "_END")));
    }

    private static byte[] packets(int firstSequence, List<byte[]> payloads) {
        PayloadWriter out = new PayloadWriter();
        int sequence = firstSequence;
        for (byte[] payload : payloads) {
            int frame = FrameWriter.begin(out);
            out.writeBytes(payload);
            sequence += FrameWriter.end(out, frame, sequence);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static List<byte[]> payloads(String kind) {
        return Objects.requireNonNull(PAYLOADS.get(kind), kind);
    }

    private static List<byte[]> concat(List<byte[]> first, List<byte[]> second) {
        List<byte[]> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static Map<String, List<byte[]>> read() {
        return text().lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" ", 2))
                .collect(Collectors.groupingBy(
                        field -> field[0],
                        Collectors.mapping(field -> HexFormat.of().parseHex(field[1]), Collectors.toList())));
    }

    private static String text() {
        try (InputStream in = CapturedReplies.class.getResourceAsStream("captured-row.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
