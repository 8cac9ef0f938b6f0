// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log, for an exception's message. */
final class LogTail {
    private static final int BYTES = 64 * 1024;
    private static final int LINES = 15;

    private LogTail() {}

    /** At most the last 64 KiB; empty if there is no such file. */
    static String read(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long length = file.length();
            byte[] end = new byte[(int) Math.min(length, BYTES)];
            file.seek(length - end.length);
            file.readFully(end);
            return new String(end, StandardCharsets.UTF_8);
        }
    }

    /** The lines with an error in them; if none has one, the last lines. */
    static String summary(String log) {
        List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
        List<String> errors = lines.stream()
                .filter(line -> line.contains("[ERROR]") || line.contains("error while loading"))
                .toList();
        List<String> shown = errors.isEmpty() ? lines : errors;
        return String.join("\n", shown.subList(Math.max(0, shown.size() - LINES), shown.size()));
    }
}
