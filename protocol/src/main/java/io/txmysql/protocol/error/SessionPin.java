// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.error;

/** What a session can have that another session of the same connection lacks, and that cannot be given to it. */
public enum SessionPin {
    /** An open transaction. */
    TRANSACTION,
    /** {@code CREATE TEMPORARY TABLE}. */
    TEMPORARY_TABLE,
    /** {@code GET_LOCK()}. */
    USER_LOCK,
    /** {@code LOCK TABLES}, {@code FLUSH TABLES … WITH READ LOCK}. */
    TABLE_LOCK,
    /** {@code SET @a = 1}, {@code SELECT … INTO @a}. */
    USER_VARIABLE,
    /** {@code PREPARE s FROM …}. */
    PREPARED_STATEMENT,
    /** A session variable was set and the server does not tell which value it has, so that it cannot be set again. */
    SESSION_VARIABLE,
    /** {@code HANDLER}, {@code CALL}, several statements in one text: something that only the server knows. */
    OTHER
}
