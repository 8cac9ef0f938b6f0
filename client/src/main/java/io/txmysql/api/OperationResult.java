// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import java.math.BigInteger;

/**
 * What a statement did, as the server's OK packet tells it.
 *
 * @param affectedRows rows changed, inserted or deleted (for UPDATE see {@code useAffectedRows}); 64 bits without a sign, so
 *     a negative number stands for one of 2^63 or more, which no real statement reaches
 * @param insertId the first AUTO_INCREMENT value that the statement made, 0 if it made none; 64 bits without a sign, so a
 *     negative number stands for a BIGINT UNSIGNED of 2^63 or more: {@link #exactInsertId()}
 * @param serverStatus the status flags, 16 bits
 * @param warningCount what {@code SHOW WARNINGS} would list, 0 to 65535
 * @param message the server's remark, such as {@code Rows matched: 1  Changed: 1  Warnings: 0}; often empty
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_ok_packet.html">OK_Packet</a>
 */
public record OperationResult(long affectedRows, long insertId, int serverStatus, int warningCount, String message) {

    /** The insert id over its whole range, 0 to 2^64-1. */
    public BigInteger exactInsertId() {
        return new BigInteger(Long.toUnsignedString(insertId));
    }

    /** One line; 64-bit numbers without a sign. */
    @Override
    public String toString() {
        return "OperationResult[affectedRows=" + Long.toUnsignedString(affectedRows) + ", insertId="
                + Long.toUnsignedString(insertId) + ", serverStatus=" + serverStatus + ", warningCount=" + warningCount
                + ", message=" + message + "]";
    }
}
