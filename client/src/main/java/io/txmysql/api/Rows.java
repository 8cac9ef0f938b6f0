// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import io.txmysql.protocol.type.ColumnMetadata;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A result, complete and in memory. Values are decoded when they are asked for. Immutable and safe for any thread; it
 * holds no resource and needs no closing.
 *
 * <p>{@code toString} is for people: an aligned table with the column names, long values shortened, at most 20 rows and
 * then the number of those left out. It shows data, so it does not belong into logs.
 */
public interface Rows extends Iterable<Row> {

    /** In the order of the statement; empty if the statement has no rows by its nature, such as an INSERT. */
    List<ColumnMetadata> columns();

    /** The number of rows. */
    int size();

    /**
     * The row at a position.
     *
     * @param index from 0
     * @throws IndexOutOfBoundsException if there is no such row
     */
    Row get(int index);

    /** What the server said at the end of this result: the counts of an INSERT, the status and warnings of a SELECT. */
    OperationResult operationResult();

    /**
     * The next result of the same call, for CALL and for several statements in one text; null after the last. A CALL ends
     * with a result without columns, which is that of the CALL itself.
     */
    @Nullable
    Rows next();

    default boolean isEmpty() {
        return size() == 0;
    }

    /** How many warnings {@code SHOW WARNINGS} would have listed after this result, 0 to 65535. */
    default int warningCount() {
        return operationResult().warningCount();
    }

    default Stream<Row> stream() {
        return IntStream.range(0, size()).mapToObj(this::get);
    }

    default List<Row> toList() {
        return stream().toList();
    }
}
