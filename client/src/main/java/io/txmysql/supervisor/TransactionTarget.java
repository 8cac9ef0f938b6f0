// SPDX-License-Identifier: Apache-2.0
package io.txmysql.supervisor;

/** What takes transactions: work that has one session for itself. Called on the loop. */
public interface TransactionTarget extends WorkTarget {
    /** The transaction's owner is done with it: others may have the session. */
    void release(Reservation transaction);

    /** The session is closed when it has answered everything; a new one comes when there is work again. */
    void retire();
}
