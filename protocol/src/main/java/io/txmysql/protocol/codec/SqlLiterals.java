// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Java values as SQL literals that mean the same in every character set and every sql_mode of a session, because what a
 * client knows of its session can be out of date. Printable ASCII without a backslash is quoted with doubled quotes;
 * any other text is written in hexadecimal with its character set.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/literals.html">Literal Values</a>
 */
public final class SqlLiterals {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private SqlLiterals() {}

    /**
     * Appends the literal, with a space before it where it would otherwise grow together with what stands there, and
     * none after two dashes, where a space would begin a comment.
     *
     * @throws io.txmysql.protocol.error.InvalidStatementException if the value's class has no literal
     */
    public static void append(StringBuilder out, @Nullable Object value) {
        append(out, 0, value);
    }

    static void append(StringBuilder out, int index, @Nullable Object value) {
        Argument argument = ArgumentTypes.canonical(index, value);
        int length = out.length();
        boolean afterDashes = length > 1 && out.charAt(length - 1) == '-' && out.charAt(length - 2) == '-';
        if (length > 0 && !afterDashes && growsTogether(out.charAt(length - 1))) {
            out.append(' ');
        }
        argument.appendLiteral(out);
    }

    /** Whether a literal that touches this character could become one token with it, {@code --} included. */
    static boolean growsTogether(char neighbour) {
        return neighbour >= 0x80
                || (neighbour >= '0' && neighbour <= '9')
                || (neighbour >= 'a' && neighbour <= 'z')
                || (neighbour >= 'A' && neighbour <= 'Z')
                || "_$-.@'\"`\\".indexOf(neighbour) >= 0;
    }

    static void appendText(StringBuilder out, String text) {
        if (!isPlain(text)) {
            out.append("_utf8mb4 ");
            appendBytes(out, text.getBytes(StandardCharsets.UTF_8));
            return;
        }
        out.append('\'');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'') {
                out.append('\'');
            }
            out.append(c);
        }
        out.append('\'');
    }

    static void appendBytes(StringBuilder out, byte[] bytes) {
        if (bytes.length == 0) {
            out.append("''");
            return;
        }
        out.ensureCapacity(out.length() + 3 + 2 * bytes.length);
        out.append("X'");
        for (byte b : bytes) {
            out.append(HEX[b >> 4 & 0xF]).append(HEX[b & 0xF]);
        }
        out.append('\'');
    }

    /** With an exponent the server reads an approximate number, without one an exact DECIMAL. */
    static String withExponent(String number) {
        return number.indexOf('E') < 0 ? number + "E0" : number;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
