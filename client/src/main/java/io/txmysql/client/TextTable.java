// SPDX-License-Identifier: Apache-2.0
package io.txmysql.client;

import io.txmysql.api.Row;
import io.txmysql.api.Rows;
import io.txmysql.protocol.error.ValueConversionException;
import io.txmysql.protocol.type.ColumnMetadata;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Rows as a person reads them: an aligned table of the first rows, long values shortened. */
final class TextTable {
    private static final int MAX_ROWS = 20;
    private static final int MAX_WIDTH = 40;
    private static final int MAX_BYTES = 16;

    private TextTable() {}

    static String of(Rows rows) {
        if (rows.columns().isEmpty()) {
            return rows.operationResult().toString();
        }
        List<String[]> lines = new ArrayList<>();
        lines.add(rows.columns().stream().map(ColumnMetadata::name).toArray(String[]::new));
        for (int i = 0; i < Math.min(rows.size(), MAX_ROWS); i++) {
            lines.add(line(rows.get(i)));
        }
        int[] widths = widths(lines);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            appendLine(text, lines.get(i), widths);
            if (i == 0) {
                appendRule(text, widths);
            }
        }
        if (rows.size() > MAX_ROWS) {
            text.append("… ");
        }
        return text.append(rows.size())
                .append(rows.size() == 1 ? " row" : " rows")
                .toString();
    }

    private static String[] line(Row row) {
        String[] cells = new String[row.columns().size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = show(row, i);
        }
        return cells;
    }

    /** One value, on one line, of bounded length. */
    static String show(Row row, int index) {
        if (row.isNull(index)) {
            return "NULL";
        }
        Object value;
        try {
            value = row.get(index);
        } catch (ValueConversionException e) { // a date that no calendar has
            value = row.getString(index);
        }
        String text = value instanceof byte[] bytes ? hex(bytes) : String.valueOf(value);
        text = text.replaceAll("\\R", "↵").replaceAll("\\p{Cntrl}", "·");
        return text.codePointCount(0, text.length()) <= MAX_WIDTH
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_WIDTH - 1)) + "…";
    }

    private static String hex(byte[] bytes) {
        String shown = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MAX_BYTES));
        return "0x" + shown + (bytes.length > MAX_BYTES ? "… (" + bytes.length + " bytes)" : "");
    }

    private static int[] widths(List<String[]> lines) {
        int[] widths = new int[lines.get(0).length];
        for (String[] line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line[i].codePointCount(0, line[i].length()));
            }
        }
        return widths;
    }

    private static void appendLine(StringBuilder text, String[] line, int[] widths) {
        for (int i = 0; i < line.length; i++) {
            int padding = widths[i] - line[i].codePointCount(0, line[i].length());
            text.append(i == 0 ? "" : " | ").append(line[i]);
            if (i < line.length - 1) {
                text.append(" ".repeat(padding));
            }
        }
        text.append('\n');
    }

    private static void appendRule(StringBuilder text, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            text.append(i == 0 ? "" : "-+-").append("-".repeat(widths[i]));
        }
        text.append('\n');
    }
}
