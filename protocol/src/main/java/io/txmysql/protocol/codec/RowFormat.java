// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

/** How the rows of a result are written: text after COM_QUERY, binary after COM_STMT_EXECUTE. */
public enum RowFormat {
    TEXT,
    BINARY
}
