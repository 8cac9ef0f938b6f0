// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How values of one kind are written as text.
 *
 * @param allowed completes the sentence "it is not …"
 * @param parser gives null for text that is not of this form
 * @param printer gives text that the parser reads
 */
record ValueFormat<T>(String allowed, Function<String, @Nullable T> parser, Function<T, String> printer) {
    static final ValueFormat<String> TEXT = new ValueFormat<>("a text", text -> text, text -> text);

    static final ValueFormat<Boolean> BOOLEAN = new ValueFormat<>(
            "true or false",
            text -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null,
            String::valueOf);

    static final ValueFormat<Path> PATH = new ValueFormat<>("a path", ValueFormat::parsePath, Path::toString);

    static final ValueFormat<Integer> NUMBER =
            new ValueFormat<>("a whole number", text -> parseNumber(text, 1), String::valueOf);

    static final ValueFormat<Integer> SIZE =
            new ValueFormat<>("a number of bytes, such as 65536, 64k or 16m", ValueFormat::parseSize, size -> {
                return size % (1 << 20) == 0
                        ? size / (1 << 20) + "m"
                        : size % 1024 == 0 ? size / 1024 + "k" : "" + size;
            });

    static final ValueFormat<List<HostPattern>> HOSTS = new ValueFormat<>(
            "a list of hosts",
            HostPattern::parseList,
            hosts -> hosts.stream()
                    .map(host -> host.orPort(HostAndPort.DEFAULT_PORT).toString())
                    .collect(Collectors.joining(",")));

    static final ValueFormat<Map<String, String>> ATTRIBUTES = new ValueFormat<>(
            "a list name:value,name:value",
            ValueFormat::parseAttributes,
            map -> map.entrySet().stream()
                    .map(entry -> entry.getKey() + ":" + entry.getValue())
                    .collect(Collectors.joining(",")));

    /** Null if the text is not of this form. */
    @Nullable
    T parse(String text) {
        return parser.apply(text);
    }

    String print(T value) {
        return printer.apply(value);
    }

    /** The constants of an enum in lower case; read ignoring case, with {@code -} for {@code _} where one likes. */
    static <E extends Enum<E>> ValueFormat<E> oneOf(Class<E> type) {
        return oneOf(type, constant -> constant.name().toLowerCase(Locale.ROOT));
    }

    /** As {@link #oneOf(Class)}, with names other than those of the constants. */
    static <E extends Enum<E>> ValueFormat<E> oneOf(Class<E> type, Function<E, String> naming) {
        List<E> constants = Arrays.asList(type.getEnumConstants());
        return new ValueFormat<>(
                "one of " + constants.stream().map(naming).collect(Collectors.joining(", ")),
                text -> constants.stream()
                        .filter(constant -> fold(naming.apply(constant)).equals(fold(text)))
                        .findFirst()
                        .orElse(null),
                naming);
    }

    /** One or more with commas between them. */
    static <E> ValueFormat<List<E>> listOf(ValueFormat<E> element) {
        return new ValueFormat<>(
                "a list, with commas, of " + element.allowed().replaceFirst("^one of ", ""),
                text -> parseList(text, element),
                list -> list.stream().map(element::print).collect(Collectors.joining(",")));
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private static <E> @Nullable List<E> parseList(String text, ValueFormat<E> element) {
        List<E> list = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            E value = element.parse(part.strip());
            if (value == null) {
                return null;
            }
            list.add(value);
        }
        return list;
    }

    private static @Nullable Path parsePath(String text) {
        try {
            return text.isEmpty() ? null : Path.of(text);
        } catch (InvalidPathException notOne) {
            return null;
        }
    }

    private static @Nullable Integer parseSize(String text) {
        String digits = text.isEmpty() ? "" : text.substring(0, text.length() - 1);
        return switch (text.isEmpty() ? ' ' : text.charAt(digits.length())) {
            case 'k', 'K' -> parseNumber(digits, 1 << 10);
            case 'm', 'M' -> parseNumber(digits, 1 << 20);
            case 'g', 'G' -> parseNumber(digits, 1 << 30);
            default -> parseNumber(text, 1);
        };
    }

    private static @Nullable Integer parseNumber(String digits, int unit) {
        if (!digits.matches("[0-9]{1,10}")) {
            return null;
        }
        long value = Long.parseLong(digits) * unit;
        return value <= Integer.MAX_VALUE ? (Integer) (int) value : null;
    }

    private static @Nullable Map<String, String> parseAttributes(String text) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int colon = pair.indexOf(':');
            if (colon < 0) {
                return null;
            }
            attributes.put(
                    pair.substring(0, colon).strip(), pair.substring(colon + 1).strip());
        }
        return attributes;
    }
}
