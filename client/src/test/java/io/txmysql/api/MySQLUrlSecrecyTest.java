// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.txmysql.protocol.error.InvalidOptionException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

@Label("The password of a URL")
final class MySQLUrlSecrecyTest {

    @Property
    @Label("survives percent-encoding, whatever it is")
    void roundTrip(@ForAll("texts") String user, @ForAll("texts") String password, @ForAll("texts") String database) {
        MySQLOptions options =
                MySQLOptions.parse("mysql://" + encode(user) + ":" + encode(password) + "@db/" + encode(database));

        assertThat(options.credentials()).isEqualTo(new Credentials(user, password));
        assertThat(options.database()).isEqualTo(database.isEmpty() ? null : database);
    }

    @Property(tries = 2000, generation = GenerationMode.EXHAUSTIVE)
    @Label("is in no message and no stack trace, in whole or in part, also if it was not encoded")
    void neverShown(
            @ForAll("separators") char first, @ForAll("separators") char second, @ForAll("places") String place) {
        // With an @ of its own and none behind it, a password cannot be told from a host.
        Assume.that(place.contains("@db") || place.contains("@/") || (first != '@' && second != '@'));
        String url = place.replace("PASSWORD", "Geheim" + first + "Nirgends" + second + "Zuletzt");

        Throwable failure = catchThrowable(() -> MySQLOptions.parse(url));

        if (failure != null) {
            assertThat(failure).isInstanceOf(InvalidOptionException.class);
            assertThat(stackTrace(failure)).doesNotContain("Geheim", "Nirgends", "Zuletzt");
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .ofMaxLength(30)
                .filter(text -> text.indexOf('\0') < 0
                        && StandardCharsets.UTF_8.newEncoder().canEncode(text));
    }

    @Provide
    Arbitrary<Character> separators() {
        return Arbitraries.of('/', '?', '#', '@', ':', '%', '&', '=', ',', '[', ']', ' ', '1');
    }

    @Provide
    Arbitrary<String> places() {
        return Arbitraries.of(
                "mysql://root:PASSWORD@db:3306/foo?sslMode=required",
                "mysql://root:PASSWORD@db:x/foo",
                "mysql://root:PASSWORD@db?sslMode=nonsense",
                "mysql://root:PASSWORD",
                "mysql://root:PASSWORD/foo",
                "mysql://root:PASSWORD?sslMode=nonsense",
                "mysql://root:PASSWORD@/foo?unixSocket=s&x=y",
                "root:PASSWORD@db",
                "PASSWORD://db",
                "jdbc:mysql://root:PASSWORD@db",
                "mysql://db?user=root&password=PASSWORD",
                "mysql://db?password=PASSWORD&sessionVariables=nonsense",
                "mysql://root:PASSWORD?sessionVariables=a&retryPolicy=nonsense",
                "mysql://db?password=PASSWORD&sslMode=nonsense");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String stackTrace(@Nullable Throwable failure) {
        StringWriter text = new StringWriter();
        if (failure != null) {
            failure.printStackTrace(new PrintWriter(text));
        }
        return text.toString();
    }
}
