// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * One column of a result, or one parameter or column of a prepared statement. The catalog, always {@code def}, and
 * MariaDB's extended metadata are read over.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_column_definition.html">Column
 *     Definition</a>
 */
public record ColumnDefinition41(ColumnMetadata column) {
    private static final String CATALOG = "def";
    /** How many bytes the fields of fixed length take, filler included; it stands before them. */
    private static final int FIXED_LENGTH = 0x0C;

    public static ColumnDefinition41 decode(PayloadReader in, long capabilities) {
        in.skip(in.readLength());
        String schema = in.readLengthEncodedString();
        String table = in.readLengthEncodedString();
        String orgTable = in.readLengthEncodedString();
        String name = in.readLengthEncodedString();
        String orgName = in.readLengthEncodedString();
        if (extended(capabilities)) {
            in.skip(in.readLength());
        }
        int fixedLength = in.readInt1();
        if (fixedLength != FIXED_LENGTH) {
            throw new MalformedPacketException("the fixed fields of a column definition take " + fixedLength
                    + " bytes where they should take " + FIXED_LENGTH);
        }
        int collation = in.readInt2();
        long length = in.readInt4() & 0xFFFFFFFFL;
        FieldType type = fieldType(in.readInt1());
        int flags = in.readInt2();
        int decimals = in.readInt1();
        in.skip(2);
        return new ColumnDefinition41(
                new ColumnMetadata(schema, table, orgTable, name, orgName, collation, length, type, flags, decimals));
    }

    private static FieldType fieldType(int code) {
        FieldType type = FieldType.of(code);
        if (type == null) {
            throw new MalformedPacketException("no column type has the number " + code);
        }
        return type;
    }

    public void encode(PayloadWriter out, long capabilities) {
        out.writeLengthEncodedString(CATALOG).writeLengthEncodedString(column.schema());
        out.writeLengthEncodedString(column.table()).writeLengthEncodedString(column.orgTable());
        out.writeLengthEncodedString(column.name()).writeLengthEncodedString(column.orgName());
        if (extended(capabilities)) {
            out.writeLengthEncodedInt(0);
        }
        out.writeInt1(FIXED_LENGTH).writeInt2(column.collation()).writeInt4((int) column.length());
        out.writeInt1(column.type().code()).writeInt2(column.flags()).writeInt1(column.decimals());
        out.writeZeros(2);
    }

    private static boolean extended(long capabilities) {
        return Capabilities.has(capabilities, Capabilities.MARIADB_CLIENT_EXTENDED_METADATA);
    }
}
