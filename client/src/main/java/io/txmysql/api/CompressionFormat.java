// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the algorithms of compression are written; zstd has a sentence of its own. */
final class CompressionFormat {
    private static final ValueFormat<CompressionAlgorithm> BY_NAME = ValueFormat.oneOf(CompressionAlgorithm.class);

    static final ValueFormat<CompressionAlgorithm> ONE =
            new ValueFormat<>(BY_NAME.allowed(), CompressionFormat::parse, BY_NAME.printer());

    /** As in the JDBC drivers: true prefers zlib and does without where the server cannot. */
    static final ValueFormat<List<CompressionAlgorithm>> ON_OR_OFF = new ValueFormat<>(
            ValueFormat.BOOLEAN.allowed(),
            CompressionFormat::parseSwitch,
            algorithms -> String.valueOf(algorithms.contains(CompressionAlgorithm.ZLIB)));

    private CompressionFormat() {}

    private static @Nullable CompressionAlgorithm parse(String text) {
        if (text.toLowerCase(Locale.ROOT).equals("zstd")) {
            throw InvalidOption.of(
                    "compressionAlgorithms", "zstd is not supported yet; it takes zlib and uncompressed");
        }
        return BY_NAME.parse(text);
    }

    private static @Nullable List<CompressionAlgorithm> parseSwitch(String text) {
        Boolean on = ValueFormat.BOOLEAN.parse(text);
        if (on == null) {
            return null;
        }
        return on
                ? List.of(CompressionAlgorithm.ZLIB, CompressionAlgorithm.UNCOMPRESSED)
                : List.of(CompressionAlgorithm.UNCOMPRESSED);
    }
}
