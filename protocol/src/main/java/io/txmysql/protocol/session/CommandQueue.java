// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.exchange.Exchange;
import java.util.ArrayList;
import java.util.List;
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

        /** Whether it is sent even while the session is held, and stays when the others are withdrawn. */
        boolean urgent;

        /** Whether it is a part of the setup: the engine's own, and in front of all that wait. */
        boolean setup;

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

    /** Appends a command. */
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
        return insertAfter(lastSent, exchange);
    }

    /** Puts a command in front of all that wait but what is left of the setup. */
    void insertUrgent(Exchange exchange) {
        Entry before = lastSent;
        for (Entry entry = unsent(); entry != null && entry.setup; entry = entry.next) {
            before = entry;
        }
        insertAfter(before, exchange).urgent = true;
    }

    /** Puts the commands of the setup, in this order, in front of all that wait. */
    void insertSetup(List<Exchange> exchanges) {
        Entry before = lastSent;
        for (Exchange exchange : exchanges) {
            before = insertAfter(before, exchange);
            before.setup = true;
        }
    }

    /** @param before null for the beginning of the queue */
    private Entry insertAfter(@Nullable Entry before, Exchange exchange) {
        Entry entry = new Entry(exchange);
        entry.next = before == null ? head : before.next;
        link(before, entry);
        if (entry.next == null) {
            tail = entry;
        }
        size++;
        return entry;
    }

    private void link(@Nullable Entry before, @Nullable Entry entry) {
        if (before == null) {
            head = entry;
        } else {
            before.next = entry;
        }
    }

    /** The first unsent command is now on the wire. */
    void sent(Entry entry) {
        lastSent = entry;
        inFlight++;
    }

    /** Takes away the first unsent command, which ends without having been sent. */
    void removeUnsent(Entry entry) {
        link(lastSent, entry.next);
        if (tail == entry) {
            tail = lastSent;
        }
        size--;
    }

    /** Takes away, in order, all unsent commands that are neither urgent nor of the setup. */
    List<Exchange> removeUnsent() {
        List<Exchange> removed = new ArrayList<>();
        Entry kept = lastSent;
        for (Entry entry = unsent(); entry != null; entry = entry.next) {
            if (entry.urgent || entry.setup) {
                link(kept, entry);
                kept = entry;
            } else {
                removed.add(entry.exchange);
            }
        }
        link(kept, null);
        tail = kept;
        size -= removed.size();
        return removed;
    }

    /** Takes away what has not been sent of the setup; returns how many commands that was. */
    int removeSetup() {
        int removed = 0;
        for (Entry entry = unsent(); entry != null && entry.setup; entry = unsent()) {
            removeUnsent(entry);
            removed++;
        }
        return removed;
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
