// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import io.txmysql.protocol.error.InvalidOptionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds options by the names that people write, and says what they may have meant. */
final class OptionNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,60}");
    private static final Map<String, Option<?>> BY_NAME = new HashMap<>();
    private static final Map<String, List<Option<?>>> BY_RELATIVE = new HashMap<>();

    static {
        for (Option<?> option : OptionTable.ALL) {
            register(option.name(), option);
            option.aliases().keySet().forEach(alias -> register(alias, option));
            option.relatives()
                    .forEach(relative -> BY_RELATIVE
                            .computeIfAbsent(relative, unknown -> new ArrayList<>())
                            .add(option));
        }
    }

    private OptionNames() {}

    private static void register(String name, Option<?> option) {
        if (BY_NAME.put(name, option) != null) {
            throw new IllegalStateException("two options are named " + name);
        }
    }

    static boolean isKnown(String name) {
        return BY_NAME.containsKey(name);
    }

    /**
     * The option of that name or alias.
     *
     * @throws InvalidOptionException if there is none; it suggests the nearest name if one is near
     */
    static Option<?> find(String name) {
        Option<?> option = BY_NAME.get(name);
        if (option == null) {
            throw InvalidOption.because(describeUnknown(name));
        }
        return option;
    }

    private static String describeUnknown(String name) {
        if (!NAME.matcher(name).matches()) {
            // Not quoted, because it may be part of a password that was not encoded.
            return "unknown option; its name is empty or has characters that no option has";
        }
        String unknown = "unknown option \"" + name + "\"";
        List<Option<?>> relatives = BY_RELATIVE.get(name);
        if (relatives != null) {
            return relatives.stream()
                    .map(relative -> "\"" + relative.name() + "\"")
                    .collect(Collectors.joining(" and ", unknown + "; see ", ""));
        }
        String suggestion = NearestName.of(name, BY_NAME.keySet());
        return suggestion == null ? unknown : unknown + "; did you mean \"" + suggestion + "\"?";
    }
}
