// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import io.txmysql.protocol.wire.PayloadReader;

/** Reads what a workload gives to prepared statements: texts, of which the first is a token. */
final class ModelParameters {
    private static final int TYPE_LENGTH = 2;

    private ModelParameters() {}

    /** The number in a first argument of the form {@code t17}; 0 if it is something else. */
    static int token(byte[] parameterBlock, int count) {
        PayloadReader in = new PayloadReader(parameterBlock);
        in.skip((count + 7) / 8 + 1 + count * TYPE_LENGTH);
        String text = in.readLengthEncodedString();
        return text.startsWith("t") ? ModelStatement.number(text, 1) : 0;
    }
}
