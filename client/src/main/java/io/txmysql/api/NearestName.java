// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds what was probably meant: the known name with the fewest slips (a character too many, missing, wrong, or two
 * swapped) from the one that was written, ignoring case, hyphens and underscores.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance">Damerau–Levenshtein distance</a>, in
 *     the form that edits no part twice
 */
final class NearestName {
    private NearestName() {}

    /** Null if nothing is near: up to a third of the characters may be slips. */
    static @Nullable String of(String written, Collection<String> names) {
        String folded = fold(written);
        return names.stream()
                .filter(name -> distance(folded, fold(name)) <= Math.max(folded.length(), name.length()) / 3)
                .min(Comparator.<String>comparingInt(name -> distance(folded, fold(name)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    static int distance(String from, String to) {
        int[][] slips = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                slips[i][j] = i == 0 || j == 0 ? i + j : fewest(slips, from, to, i, j);
            }
        }
        return slips[from.length()][to.length()];
    }

    private static int fewest(int[][] slips, String from, String to, int i, int j) {
        int wrong = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = Math.min(slips[i - 1][j - 1] + wrong, Math.min(slips[i - 1][j], slips[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
    }
}
