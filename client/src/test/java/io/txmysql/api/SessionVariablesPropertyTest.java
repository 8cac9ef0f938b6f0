// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.error.InvalidOptionException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

@Label("Session variables")
final class SessionVariablesPropertyTest {

    @Property
    @Label("are printed as they can be read, in a URL too")
    void roundTrip(@ForAll("variables") Map<String, String> variables) {
        MySQLOptions options =
                MySQLOptions.builder().sessionVariables(variables).build();
        assertThat(options.session().sessionVariables()).isEqualTo(variables);

        String text = SessionVariables.FORMAT.print(options.session().sessionVariables());
        assertThat(read(text)).isEqualTo(variables);
        assertThat(MySQLOptions.parse("mysql://localhost?sessionVariables=" + encode(text)))
                .isEqualTo(options);
    }

    @Property
    @Label("are either refused by name or come back as they were read, whatever the text")
    void anyText(@ForAll("texts") String text) {
        Map<String, String> variables;
        try {
            variables = read(text);
        } catch (InvalidOptionException refused) {
            assertThat(refused.summary()).startsWith("option \"sessionVariables\": ");
            return;
        }
        assertThat(variables).containsKey("a");
        assertThat(read(SessionVariables.FORMAT.print(variables))).isEqualTo(variables);
    }

    private static Map<String, String> read(String text) {
        return MySQLOptions.builder()
                .option("sessionVariables", text)
                .build()
                .session()
                .sessionVariables();
    }

    @Provide
    Arbitrary<Map<String, String>> variables() {
        Arbitrary<String> first = Arbitraries.strings().alpha().withChars('_').ofLength(1);
        Arbitrary<String> rest =
                Arbitraries.strings().alpha().numeric().withChars('_', '$').ofMaxLength(5);
        // Names are told apart ignoring case.
        Arbitrary<String> names = Combinators.combine(first, rest).as((a, b) -> (a + b).toLowerCase(Locale.ROOT));
        return Arbitraries.maps(names, expressions()).ofMaxSize(5);
    }

    private static Arbitrary<String> expressions() {
        Arbitrary<String> atoms = Arbitraries.oneOf(
                Arbitraries.of("1", "DEFAULT", "@@global.a", "@@session.b+1", "a=b", "6/2", "1 - -1"), quoted());
        return Arbitraries.lazyOf(
                () -> atoms,
                () -> atoms,
                () -> expressions()
                        .list()
                        .ofMaxSize(3)
                        .map(arguments -> "CONCAT(" + String.join(", ", arguments) + ")"));
    }

    private static Arbitrary<String> quoted() {
        Arbitrary<String> contents = Arbitraries.strings()
                .withChars('a', ' ', ',', ';', '(', ')', '#', '-', '/', '*', '=', '&', '%', '@', '\n', 'ü')
                .ofMaxLength(8);
        Arbitrary<String> quotes = Arbitraries.of("'", "\"", "`");
        return Combinators.combine(contents, contents, quotes)
                .as((left, right, quote) -> quote + left + quote + quote + right + quote);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("'", "\"", "`", "(", ")", ",", ";", "\\", "-", "#", "/", "*", "=", "@", "b", ",c=1", " ")
                .list()
                .ofMaxSize(7)
                .map(pieces -> "a=1" + String.join("", pieces));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
