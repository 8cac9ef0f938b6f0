// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * The markers of a statement under one {@link SqlReading}, by their positions.
 *
 * @param questionMarks the indexes of {@code ?} in code
 * @param percents the indexes of {@code %s} in code
 * @param commented whether a {@code %s} stands in a comment, a versioned one included
 */
record SqlMarkers(List<Integer> questionMarks, List<Integer> percents, boolean commented) {
    static SqlMarkers find(String sql, SqlReading reading) {
        List<Integer> questionMarks = new ArrayList<>();
        List<Integer> percents = new ArrayList<>();
        boolean commented = false;
        SqlScanner scanner = new SqlScanner(sql, reading);
        int next = 0;
        while (scanner.next()) {
            boolean code = scanner.part() == SqlScanner.Part.CODE;
            boolean comment = scanner.part() == SqlScanner.Part.COMMENT || scanner.inVersioned();
            for (int i = Math.max(next, scanner.start()); i < scanner.end(); i++) {
                char c = sql.charAt(i);
                if (c == '?' && code) {
                    questionMarks.add(i);
                } else if (c == '%' && sql.startsWith("%%", i)) {
                    i++;
                } else if (c == '%' && sql.startsWith("%s", i)) {
                    if (comment) {
                        commented = true;
                    } else if (code) {
                        percents.add(i);
                    }
                }
                next = i + 1;
            }
        }
        return new SqlMarkers(questionMarks, percents, commented);
    }

    boolean isMixed() {
        return !questionMarks.isEmpty() && !percents.isEmpty();
    }
}
