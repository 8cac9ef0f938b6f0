// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;

/**
 * The server asks for the content of a file. A server may ask for any name, in answer to any statement: the name is
 * never a reason to open a file.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_local_infile_request.html">LOCAL
 *     INFILE Request</a>
 */
public record LocalInfileRequest(String filename) {
    static final int HEADER = 0xFB;

    public static LocalInfileRequest decode(PayloadReader in) {
        PacketHeader.read(in, HEADER, "LOCAL INFILE Request");
        return new LocalInfileRequest(in.readRemainingString());
    }

    public void encode(PayloadWriter out) {
        out.writeInt1(HEADER).writeString(filename);
    }
}
