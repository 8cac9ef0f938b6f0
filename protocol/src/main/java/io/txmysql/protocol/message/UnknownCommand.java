// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A command that has no record of its own.
 *
 * @param code its first byte, see {@link Command}
 * @param data all that follows
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare its content
public record UnknownCommand(int code, byte[] data) implements ClientCommand {
    public static UnknownCommand decode(PayloadReader in) {
        int code = in.readInt1();
        return new UnknownCommand(code, in.readRemainingBytes());
    }

    @Override
    public void encode(PayloadWriter out) {
        out.writeInt1(code).writeBytes(data);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UnknownCommand that && code == that.code && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * code + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "UnknownCommand[code=0x" + Integer.toHexString(code) + ", " + data.length + " bytes]";
    }
}
