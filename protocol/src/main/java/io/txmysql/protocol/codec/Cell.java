// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import io.txmysql.protocol.wire.LittleEndian;

/** Where the bytes of a length-encoded cell lie. {@link RowCodec#locate} has checked all lengths. */
final class Cell {
    private Cell() {}

    static int contentStart(byte[] data, int cell) {
        return switch (data[cell] & 0xFF) {
            case 0xFC -> cell + 3;
            case 0xFD -> cell + 4;
            case 0xFE -> cell + 9;
            default -> cell + 1;
        };
    }

    static int contentLength(byte[] data, int cell) {
        int first = data[cell] & 0xFF;
        return switch (first) {
            case 0xFC -> LittleEndian.getUnsignedShort(data, cell + 1);
            case 0xFD -> LittleEndian.getUnsignedMedium(data, cell + 1);
            case 0xFE -> LittleEndian.getInt(data, cell + 1);
            default -> first;
        };
    }
}
