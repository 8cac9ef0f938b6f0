// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import io.txmysql.protocol.error.InvalidOptionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one option: its names, how its text is read, where its value goes to and comes from, and what it is
 * for. Immutable once {@link OptionTable} is built.
 */
final class Option<T> {
    private final String name;
    private final OptionGroup group;
    private final String purpose;
    private final ValueFormat<T> format;
    private final @Nullable Accessor<T> accessor;
    private final Map<String, ValueFormat<T>> aliases = new LinkedHashMap<>();
    private final List<String> relatives = new ArrayList<>();
    private boolean secret;
    private @Nullable String defaultInWords;

    /** Where the value is kept. */
    private record Accessor<T>(Function<MySQLOptions, @Nullable T> getter, BiConsumer<MySQLOptionsBuilder, T> setter) {}

    private Option(
            String name, OptionGroup group, String purpose, ValueFormat<T> format, @Nullable Accessor<T> accessor) {
        this.name = name;
        this.group = group;
        this.purpose = purpose;
        this.format = format;
        this.accessor = accessor;
    }

    static <T> Option<T> of(
            String name,
            OptionGroup group,
            ValueFormat<T> format,
            Function<MySQLOptions, @Nullable T> getter,
            BiConsumer<MySQLOptionsBuilder, T> setter,
            String purpose) {
        return new Option<>(name, group, purpose, format, new Accessor<>(getter, setter));
    }

    /** An option whose name is settled and whose work is still to be done; setting it fails and says so. */
    static Option<String> planned(String name, OptionGroup group, String purpose) {
        return new Option<>(name, group, purpose, ValueFormat.TEXT, null);
    }

    /** Adds names that mean the same to others. */
    Option<T> alias(String... names) {
        for (String alias : names) {
            aliases.put(alias, format);
        }
        return this;
    }

    /** Adds a name whose values are written otherwise. */
    Option<T> alias(String alias, ValueFormat<T> itsFormat) {
        aliases.put(alias, itsFormat);
        return this;
    }

    /**
     * Adds names of others that mean nearly, but not exactly, the same: they are rejected with a pointer to this option. A
     * name that means different things to different people may point to several.
     */
    Option<T> insteadOf(String... names) {
        relatives.addAll(List.of(names));
        return this;
    }

    /** Never quotes a value. */
    Option<T> secret() {
        secret = true;
        return this;
    }

    /** Says on the page of options what the default comes to, where its text does not. */
    Option<T> defaultIs(String words) {
        defaultInWords = words;
        return this;
    }

    String name() {
        return name;
    }

    OptionGroup group() {
        return group;
    }

    String purpose() {
        return purpose;
    }

    ValueFormat<T> format() {
        return format;
    }

    Map<String, ValueFormat<T>> aliases() {
        return aliases;
    }

    List<String> relatives() {
        return relatives;
    }

    boolean isSecret() {
        return secret;
    }

    @Nullable
    String defaultInWords() {
        return defaultInWords;
    }

    boolean isPlanned() {
        return accessor == null;
    }

    /**
     * Reads the text and sets the value.
     *
     * @param usedName the option's name, or the alias that the caller wrote
     */
    void set(MySQLOptionsBuilder builder, String usedName, String text) {
        if (accessor == null) {
            throw InvalidOption.of(usedName, "not supported yet");
        }
        ValueFormat<T> itsFormat = aliases.getOrDefault(usedName, format);
        T value = itsFormat.parse(text);
        if (value == null) {
            throw badValue(usedName, text, itsFormat);
        }
        accessor.setter.accept(builder, value);
    }

    /** Carries the value over, if there is one. */
    void copy(MySQLOptions from, MySQLOptionsBuilder to) {
        T value = accessor == null ? null : accessor.getter.apply(from);
        if (accessor != null && value != null) {
            accessor.setter.accept(to, value);
        }
    }

    /** The value as text that {@link #set} reads; null if there is none. */
    @Nullable
    String print(MySQLOptions options) {
        T value = accessor == null ? null : accessor.getter.apply(options);
        return value == null ? null : format.print(value);
    }

    private InvalidOptionException badValue(String usedName, String text, ValueFormat<T> itsFormat) {
        return InvalidOption.of(
                usedName, (secret ? "the value" : InvalidOption.quote(text)) + " is not " + itsFormat.allowed());
    }
}
