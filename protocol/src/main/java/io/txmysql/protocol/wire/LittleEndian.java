// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers in a {@code byte[]}, as the protocol writes all of them. The caller guarantees the bounds. */
public final class LittleEndian {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    public static int getUnsignedShort(byte[] array, int offset) {
        return (short) SHORTS.get(array, offset) & 0xFFFF;
    }

    public static int getUnsignedMedium(byte[] array, int offset) {
        return getUnsignedShort(array, offset) | (array[offset + 2] & 0xFF) << 16;
    }

    public static int getInt(byte[] array, int offset) {
        return (int) INTS.get(array, offset);
    }

    public static long getLong(byte[] array, int offset) {
        return (long) LONGS.get(array, offset);
    }

    public static void putShort(byte[] array, int offset, int value) {
        SHORTS.set(array, offset, (short) value);
    }

    public static void putMedium(byte[] array, int offset, int value) {
        putShort(array, offset, value);
        array[offset + 2] = (byte) (value >>> 16);
    }

    public static void putInt(byte[] array, int offset, int value) {
        INTS.set(array, offset, value);
    }

    public static void putLong(byte[] array, int offset, long value) {
        LONGS.set(array, offset, value);
    }
}
