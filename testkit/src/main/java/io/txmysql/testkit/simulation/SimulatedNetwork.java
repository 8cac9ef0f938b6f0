// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The links of one schedule, and the way to new ones. */
public final class SimulatedNetwork {
    /** A packet that opens a connection is sent again after so long. */
    private static final long OPENED_AGAIN = 1_000_000_000L;

    /** What listens at an address. */
    public interface Service {
        Door door();

        /** Called once the link is there; the end belongs to the service from now on. */
        SimulatedLink.Receiver accept(SimulatedLink.End end);
    }

    /** What comes of an attempt to connect. */
    public enum Door {
        OPEN,
        REFUSING,
        /** Packets are lost: no answer at all. */
        DEAF
    }

    /** What somebody who connects is told, once. */
    public interface Opener {
        SimulatedLink.Receiver onOpen(SimulatedLink.End end);

        void onRefused();
    }

    private final VirtualLoop loop;
    private final Dice dice;
    private final Weather weather;
    private final Trace trace;
    private final List<SimulatedLink> links = new ArrayList<>();
    private int opened;

    public SimulatedNetwork(VirtualLoop loop, Dice dice, Weather weather, Trace trace) {
        this.loop = loop;
        this.dice = dice;
        this.weather = weather;
        this.trace = trace;
    }

    /** An attempt to connect that can be given up. */
    public final class Opening {
        private final Service service;
        private final Opener opener;
        private VirtualLoop.@Nullable Event next;

        private Opening(Service service, Opener opener) {
            this.service = service;
            this.opener = opener;
            next = loop.schedule(this::knock, weather.delay(dice));
        }

        public void cancel() {
            if (next != null) {
                next.cancel();
                next = null;
            }
        }

        private void knock() {
            next = null;
            switch (service.door()) {
                case OPEN -> open(service, opener);
                case REFUSING -> opener.onRefused();
                case DEAF -> next = loop.schedule(this::knock, OPENED_AGAIN);
            }
        }
    }

    /** Begins to connect. */
    public Opening connect(Service service, Opener opener) {
        return new Opening(service, opener);
    }

    private void open(Service service, Opener opener) {
        SimulatedLink link = new SimulatedLink(++opened, loop, dice, weather);
        links.removeIf(SimulatedLink::isOver);
        links.add(link);
        if (trace.isOn()) {
            trace.add(loop.now(), "link " + link.number(), "opened");
        }
        link.serverEnd().receiver(service.accept(link.serverEnd()));
        link.clientEnd().receiver(opener.onOpen(link.clientEnd()));
    }

    /** Links that at least one side has not left. */
    public List<SimulatedLink> links() {
        links.removeIf(SimulatedLink::isOver);
        return links;
    }

    /** Ends all silence: what was cut is known to both sides, what was held back goes on. */
    public void heal() {
        for (SimulatedLink link : List.copyOf(links)) {
            link.heal();
        }
    }

    /** Links whose client has not left. */
    public int heldByClients() {
        int held = 0;
        for (SimulatedLink link : links) {
            if (link.clientEnd().isOpen()) {
                held++;
            }
        }
        return held;
    }
}
