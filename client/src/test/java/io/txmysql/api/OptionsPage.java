// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints the table of options as the page {@code docs/options.md}. */
final class OptionsPage {
    private static final MySQLOptions DEFAULTS = MySQLOptions.builder().build();

    private static final String INTRODUCTION = """
            # Options

            <!-- Generated from the table in OptionTable.java; `mvn -pl client -am test -Dtest=OptionsPageTest
                 -Dsurefire.failIfNoSpecifiedTests=false -Dtxmysql.docs=rewrite` writes it anew. -->

            In a URL they follow the question mark:

            ```
            mysql://user:password@host1:3306,host2,[::1]:3307/database?connectTimeout=30s&sslMode=verify_ca
            ```

            `mariadb://` is the same. User, password, database and values are percent-encoded where they contain one of
            `: / ? # [ ] @ & = %`. In Java each is a method of `MySQLOptionsBuilder`. An unknown option is an error that names the
            nearest one; an option that is listed as not supported yet is an error too.

            A duration of 0 means no limit, unless the row says otherwise. Values of a fixed set are read ignoring case, with `-` like `_`.
            """;

    private OptionsPage() {}

    static String print() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (OptionGroup group : OptionGroup.values()) {
            appendGroup(
                    page,
                    group,
                    OptionTable.ALL.stream()
                            .filter(option -> option.group() == group)
                            .toList());
        }
        return page.toString();
    }

    private static void appendGroup(StringBuilder page, OptionGroup group, List<Option<?>> options) {
        page.append("\n## ").append(group.title()).append('\n');
        List<Option<?>> built =
                options.stream().filter(option -> !option.isPlanned()).toList();
        if (!built.isEmpty()) {
            page.append("\n| option | default | meaning | takes | also |\n|---|---|---|---|---|\n");
            built.forEach(option -> appendRow(page, option));
        }
        List<Option<?>> planned = options.stream().filter(Option::isPlanned).toList();
        if (!planned.isEmpty()) {
            page.append("\nNot supported yet:\n\n");
            planned.forEach(option -> page.append("- `")
                    .append(option.name())
                    .append("`: ")
                    .append(option.purpose())
                    .append('\n'));
        }
    }

    private static <T> void appendRow(StringBuilder page, Option<T> option) {
        page.append("| `").append(option.name()).append("` | ");
        String inWords = option.defaultInWords();
        page.append(inWords == null ? code(option.print(DEFAULTS)) : inWords).append(" | ");
        page.append(option.purpose()).append(" | ");
        page.append(option.format().allowed()).append(" | ");
        page.append(option.aliases().entrySet().stream()
                .map(alias -> describe(option, alias))
                .collect(Collectors.joining(", ")));
        page.append(" |\n");
    }

    private static <T> String describe(Option<T> option, Map.Entry<String, ValueFormat<T>> alias) {
        String name = "`" + alias.getKey() + "`";
        return alias.getValue().equals(option.format())
                ? name
                : name + " (" + alias.getValue().allowed() + ")";
    }

    private static String code(@Nullable String text) {
        return text == null || text.isEmpty() ? "" : "`" + text + "`";
    }
}
