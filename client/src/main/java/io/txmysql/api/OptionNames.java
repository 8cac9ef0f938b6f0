// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import io.txmysql.protocol.error.InvalidOptionException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds options by the names that people write, and says what they may have meant. */
final class OptionNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,60}");
    private static final Map<String, Option<?>> BY_NAME = new HashMap<>();
    private static final Map<String, Option<?>> BY_RELATIVE = new HashMap<>();

    static {
        for (Option<?> option : OptionTable.ALL) {
            register(BY_NAME, option.name(), option);
            option.aliases().keySet().forEach(alias -> register(BY_NAME, alias, option));
            option.relatives().forEach(relative -> register(BY_RELATIVE, relative, option));
        }
    }

    private OptionNames() {}

    private static void register(Map<String, Option<?>> index, String name, Option<?> option) {
        if (index.put(name, option) != null) {
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
        Option<?> relative = BY_RELATIVE.get(name);
        if (relative != null) {
            return unknown + "; see \"" + relative.name() + "\"";
        }
        String suggestion = NearestName.of(name, BY_NAME.keySet());
        return suggestion == null ? unknown : unknown + "; did you mean \"" + suggestion + "\"?";
    }
}
