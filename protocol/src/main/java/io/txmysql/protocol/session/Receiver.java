// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.error.Delivery;
import io.txmysql.protocol.error.MySQLException;
import io.txmysql.protocol.error.Phase;
import io.txmysql.protocol.exchange.Exchange;
import io.txmysql.protocol.exchange.PrepareExchange;
import io.txmysql.protocol.exchange.ResetConnectionExchange;
import io.txmysql.protocol.exchange.SessionState;
import io.txmysql.protocol.message.ErrPacket;
import io.txmysql.protocol.message.ReplyHeader;
import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a session that is logged in: feeds payloads to the exchange at the head of the queue, and knows what
 * follows from its end. It shares the queue with the {@link SessionEngine}, its owner; belongs to the session's thread.
 */
final class Receiver {
    private final SessionState session;
    private final SessionSetup setup;
    private final CommandQueue queue;
    private final Input input;
    private final Sender sender;
    private final ReadyQueue ready;

    /** It has been answered, and ends with the setup that follows it. */
    private @Nullable ResetConnectionExchange reset;

    private int knownResets;

    Receiver(
            SessionState session,
            SessionSetup setup,
            CommandQueue queue,
            Input input,
            Sender sender,
            ReadyQueue ready) {
        this.session = session;
        this.setup = setup;
        this.queue = queue;
        this.input = input;
        this.sender = sender;
        this.ready = ready;
    }

    /**
     * Takes one payload.
     *
     * @return the server's farewell, if it is that: then none of the commands on the wire was executed
     * @throws MySQLException if the session cannot be set up as it is meant to be
     */
    @Nullable
    MySQLException onPayload(PayloadReader payload) {
        CommandQueue.Entry head = queue.answered();
        if (head == null || isUnsolicitedError(payload, head)) {
            return farewell(payload);
        }
        input.requireSequence();
        head.answering = true;
        if (head.setup && session.phase() == Phase.COMMAND) {
            session.enter(Phase.SETUP); // a reset was refused: what the server reports now is none of a user's changes
        }
        switch (head.exchange.onPayload(payload, session)) {
            case CONTINUE -> {}
            case SEND -> sendContinuation(head.exchange);
            case DONE -> onAnswered(head);
        }
        return null;
    }

    /** A server that closes the session says so in a packet of its own, with the id 0, before it reads our command. */
    private boolean isUnsolicitedError(PayloadReader payload, CommandQueue.Entry head) {
        return !head.answering
                && ReplyHeader.ofGreeting(payload) == ReplyHeader.ERR
                && input.firstSequence() == 0
                && head.replySequence != 0;
    }

    private MySQLException farewell(PayloadReader payload) {
        if (ReplyHeader.ofGreeting(payload) != ReplyHeader.ERR) {
            throw new MalformedPacketException("a packet that answers nothing");
        }
        return session.error(ErrPacket.decode(payload), null);
    }

    private void sendContinuation(Exchange exchange) {
        if (queue.inFlight() > 1) {
            throw new MalformedPacketException("the server waits for data that the commands on the wire are not");
        }
        input.expectContinued(sender.append("Continuation", null, exchange::encodeContinuation, input.continuation()));
    }

    private void onAnswered(CommandQueue.Entry entry) {
        Exchange exchange = entry.exchange;
        exchange.releaseInput();
        queue.poll();
        CommandQueue.Entry next = queue.answered();
        if (next != null) {
            input.expectReply(next.replySequence);
        } else if (input.isCompressed()) {
            input.expectReply(0); // nothing is due but a farewell
        }
        if (exchange instanceof PrepareExchange prepare) {
            sender.statements().answered(prepare.target());
        } else if (entry.setup) {
            exchange.deliver();
            setup.answered();
            goOnWithSetup();
        } else {
            session.onAnswered(exchange);
            if (exchange instanceof ResetConnectionExchange answered) {
                onReset(answered);
            } else {
                ready.add(exchange);
            }
        }
    }

    private void onReset(ResetConnectionExchange answered) {
        reset = answered;
        if (answered.isRefused()) {
            setup.resetRefused(queue.removeSetup());
        }
        if (session.resets() != knownResets) {
            knownResets = session.resets();
            sender.statements().clear();
        }
        goOnWithSetup();
    }

    private void goOnWithSetup() {
        ResetConnectionExchange waiting = takeResetIf(setup.failure() != null || setup.isOver());
        MySQLException refusal = setup.failure();
        if (refusal != null) {
            if (waiting != null) {
                ready.end(waiting, refusal, Delivery.ANSWERED);
            }
            throw refusal;
        }
        if (!setup.isOver()) {
            return;
        }
        if (waiting != null && waiting.isRefused()) {
            session.enter(Phase.COMMAND);
        } else {
            session.onSetUp(setup.replayed());
        }
        if (waiting != null) {
            waiting.onSetUp();
            ready.add(waiting);
        }
    }

    private @Nullable ResetConnectionExchange takeResetIf(boolean over) {
        ResetConnectionExchange waiting = reset;
        if (over) {
            reset = null;
        }
        return waiting;
    }

    /** The reset that was answered, and whose setup is not over. */
    @Nullable
    ResetConnectionExchange reset() {
        return reset;
    }

    /** Whether reading has to stop, because the head's sink has no demand. */
    boolean isPaused() {
        CommandQueue.Entry head = queue.answered();
        return head != null && head.answering && !head.exchange.hasDemand();
    }

    /** The input buffer is about to be reused. */
    void releaseInput() {
        CommandQueue.Entry head = queue.answered();
        if (head != null && head.answering) {
            head.exchange.releaseInput();
            if (head.setup) {
                head.exchange.deliver(); // to ourselves, so that it does not pile up
            } else {
                ready.add(head.exchange);
            }
        }
    }
}
