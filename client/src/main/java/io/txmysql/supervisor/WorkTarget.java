// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

/** What takes work. Called on the loop. */
public interface WorkTarget {
    /** Takes work, or fails it. */
    void submit(Work work);

    /** The caller does not wait any more; the statement is stopped if it is running. Without effect on work that has ended. */
    void cancel(Work work);

    /** How many lost sessions callers were told of so far: what is called from now on knows of them. Any thread may ask. */
    default int lossesTold() {
        return 0;
    }
}
