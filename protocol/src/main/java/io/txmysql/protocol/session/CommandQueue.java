// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The one FIFO of a session: first the commands on the wire, oldest first, then those that wait to be sent. Belongs to
 * the session's thread.
 */
final class CommandQueue {
    /** One command in the queue. */
    static final class Entry {
        final Exchange exchange;

        /** The number of the byte after its last one, counted over the life of the session; valid once sent. */
        long endOffset;

        /** The sequence id that its reply begins with; valid once sent. */
        int replySequence;

        /** Whether a part of its reply has come. */
        boolean answering;

        /** Whether it is sent even while the session is held. */
        boolean urgent;

        private @Nullable Entry next;

        Entry(Exchange exchange) {
            this.exchange = exchange;
        }
    }

    private @Nullable Entry head;
    private @Nullable Entry lastSent;
    private @Nullable Entry tail;
    private int inFlight;
    private int size;

    int size() {
        return size;
    }

    int inFlight() {
        return inFlight;
    }

    /** The oldest command on the wire. */
    @Nullable
    Entry answered() {
        return inFlight > 0 ? head : null;
    }

    /** The next command to be sent. */
    @Nullable
    Entry unsent() {
        return lastSent == null ? head : lastSent.next;
    }

    void add(Exchange exchange) {
        Entry entry = new Entry(exchange);
        if (tail == null) {
            head = entry;
        } else {
            tail.next = entry;
        }
        tail = entry;
        size++;
    }

    /** Puts a command in front of all that wait. */
    Entry insertUnsent(Exchange exchange) {
        Entry entry = new Entry(exchange);
        entry.next = unsent();
        if (lastSent == null) {
            head = entry;
        } else {
            lastSent.next = entry;
        }
        if (entry.next == null) {
            tail = entry;
        }
        size++;
        return entry;
    }

    /** The first unsent command is now on the wire. */
    void sent(Entry entry) {
        lastSent = entry;
        inFlight++;
    }

    /** Takes away the first unsent command, which ends without having been sent. */
    void removeUnsent(Entry entry) {
        if (lastSent == null) {
            head = entry.next;
        } else {
            lastSent.next = entry.next;
        }
        if (tail == entry) {
            tail = lastSent;
        }
        size--;
    }

    /** Takes away the oldest command, on the wire or not; null if there is none. */
    @Nullable
    Entry poll() {
        Entry entry = head;
        if (entry == null) {
            return null;
        }
        head = entry.next;
        if (head == null) {
            tail = null;
        }
        if (lastSent == entry) {
            lastSent = null;
        }
        if (inFlight > 0) {
            inFlight--;
        }
        size--;
        return entry;
    }
}
