// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.type;

/**
 * What the server says of one column of a result, or of one parameter of a prepared statement.
 *
 * @param schema the database; empty for an expression
 * @param table the table's alias in the statement
 * @param orgTable the table's own name
 * @param name the column's alias in the statement: what rows are asked for
 * @param orgName the column's own name
 * @param collation the collation's number; 63 is binary
 * @param length the greatest length in bytes as displayed, unsigned 32 bit
 * @param type the type on the wire
 * @param flags see {@link ColumnFlags}
 * @param decimals digits after the point; for temporal types 0 to 6; 31 where there is no fixed number
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_column_definition.html">Column
 *     Definition</a>
 */
public record ColumnMetadata(
        String schema,
        String table,
        String orgTable,
        String name,
        String orgName,
        int collation,
        long length,
        FieldType type,
        int flags,
        int decimals) {

    /** The number of the collation {@code binary}: bytes, not text. */
    public static final int BINARY_COLLATION = 63;

    public boolean isUnsigned() {
        return (flags & ColumnFlags.UNSIGNED) != 0;
    }

    public boolean isNotNull() {
        return (flags & ColumnFlags.NOT_NULL) != 0;
    }

    /** Whether the values are bytes rather than text in some character set. */
    public boolean isBinary() {
        return collation == BINARY_COLLATION;
    }
}
