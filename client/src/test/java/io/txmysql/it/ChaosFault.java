// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import io.txmysql.testkit.Direction;
import io.txmysql.testkit.Ending;
import java.time.Duration;
import java.util.Random;

/** What can happen to a server, or on the way to it; each makes itself good again after a while. */
enum ChaosFault {
    /** kill -9; then connections are refused, or accepted and reset as by a balancer. */
    KILL {
        @Override
        void strike(ChaosStage stage, Random random, Duration length) throws InterruptedException {
            boolean refused = random.nextBoolean();
            stage.proxy().refuse(refused);
            stage.server().kill();
            Thread.sleep(length.toMillis());
            stage.restart();
            stage.proxy().refuse(false);
        }
    },
    /** An orderly end, and nobody for a while. */
    STOP {
        @Override
        void strike(ChaosStage stage, Random random, Duration length) throws InterruptedException {
            stage.server().stop();
            Thread.sleep(length.toMillis());
            stage.restart();
        }
    },
    /** An orderly end and a new beginning at once. */
    RESTART {
        @Override
        void strike(ChaosStage stage, Random random, Duration length) {
            stage.restart();
        }
    },
    /** SIGSTOP: sockets stay open and connections are accepted, by the system. */
    FREEZE {
        @Override
        void strike(ChaosStage stage, Random random, Duration length) throws InterruptedException {
            stage.server().pause();
            Thread.sleep(length.toMillis());
            stage.server().resume();
        }
    },
    /** SIGSTOP, after a while kill -9. */
    KILL_FROZEN {
        @Override
        void strike(ChaosStage stage, Random random, Duration length) throws InterruptedException {
            stage.server().pause();
            Thread.sleep(length.toMillis());
            stage.server().kill();
            stage.restart();
        }
    },
    /** The ancestor's evil daemon: the server is gone, or goes on unseen, and somebody who never speaks is in its place. */
    IMPOSTOR {
        @Override
        void strike(ChaosStage stage, Random random, Duration length) throws InterruptedException {
            boolean leavesSilently = random.nextBoolean();
            if (random.nextBoolean()) {
                stage.server().kill();
            }
            stage.proxy().impostor(true);
            stage.proxy().cutAll(Ending.RESET);
            Thread.sleep(length.toMillis());
            stage.restartIfDown();
            stage.proxy().impostor(false);
            if (!leavesSilently) {
                stage.proxy().cutAll(Ending.RESET);
            }
        }
    },
    /** All connections are cut, and new ones refused. */
    REFUSE {
        @Override
        void strike(ChaosStage stage, Random random, Duration length) throws InterruptedException {
            stage.proxy().refuse(true);
            stage.proxy().cutAll(any(random));
            Thread.sleep(length.toMillis());
            stage.proxy().refuse(false);
        }
    },
    /** All connections are reset, again and again. */
    RESETS {
        @Override
        void strike(ChaosStage stage, Random random, Duration length) throws InterruptedException {
            cutAgainAndAgain(stage, random, length, Ending.RESET);
        }
    },
    /** All connections end in order, again and again. */
    CLOSES {
        @Override
        void strike(ChaosStage stage, Random random, Duration length) throws InterruptedException {
            cutAgainAndAgain(stage, random, length, Ending.CLOSE);
        }
    },
    /** Whichever connection carries a certain byte is cut there, again and again: within packets, rows, logins. */
    CUTS {
        @Override
        void strike(ChaosStage stage, Random random, Duration length) throws InterruptedException {
            for (long end = System.nanoTime() + length.toNanos(); System.nanoTime() < end; ) {
                Direction direction = random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
                stage.proxy().cutAfter(direction, random.nextInt(5_000), any(random));
                Thread.sleep(20 + random.nextInt(80));
            }
            stage.disarm();
        }
    },
    /** KILL of all sessions, by the server. */
    KILL_SESSIONS {
        @Override
        void strike(ChaosStage stage, Random random, Duration length) throws InterruptedException {
            stage.killSessions();
            Thread.sleep(length.toMillis() / 4);
            stage.killSessions();
        }
    },
    /** Nothing passes, and nobody is told; then it passes, or the connections turn out to be dead. */
    HALF_OPEN {
        @Override
        void strike(ChaosStage stage, Random random, Duration length) throws InterruptedException {
            boolean heals = random.nextBoolean();
            stage.proxy().stall(true);
            Thread.sleep(length.toMillis());
            if (!heals) {
                stage.proxy().cutAll(any(random));
            }
            stage.proxy().stall(false);
        }
    },
    /** The server does what it is told, and its answers do not arrive; then they do, or never will, or nobody is there. */
    NO_ANSWERS {
        @Override
        void strike(ChaosStage stage, Random random, Duration length) throws InterruptedException {
            boolean heals = random.nextBoolean();
            boolean leaves = random.nextBoolean();
            stage.proxy().stall(Direction.TO_CLIENT, true);
            Thread.sleep(length.toMillis());
            if (!heals) {
                stage.proxy().refuse(leaves);
                stage.proxy().cutAll(any(random));
            }
            stage.proxy().stall(Direction.TO_CLIENT, false);
            if (!heals && leaves) {
                Thread.sleep(length.toMillis());
                stage.proxy().refuse(false);
            }
        }
    },
    /** Each piece takes longer. */
    DELAY(true) {
        @Override
        void begin(ChaosStage stage, Random random) {
            stage.proxy().delay(Duration.ofMillis(1 + random.nextInt(60)));
        }

        @Override
        void end(ChaosStage stage) {
            stage.proxy().delay(Duration.ZERO);
        }
    },
    /** Few bytes in a second. */
    THROTTLE(true) {
        @Override
        void begin(ChaosStage stage, Random random) {
            stage.proxy().throttle(20_000 + random.nextInt(200_000));
        }

        @Override
        void end(ChaosStage stage) {
            stage.proxy().throttle(0);
        }
    },
    /** Each byte by itself. */
    ONE_BYTE(true) {
        @Override
        void begin(ChaosStage stage, Random random) {
            stage.proxy().oneByteAtATime(true);
        }

        @Override
        void end(ChaosStage stage) {
            stage.proxy().oneByteAtATime(false);
        }
    };

    /** Whether it only makes things slow, so that another fault can strike under it. */
    final boolean isWeather;

    ChaosFault() {
        this(false);
    }

    ChaosFault(boolean isWeather) {
        this.isWeather = isWeather;
    }

    /** Does it, and returns when all is well again, on our side. */
    void strike(ChaosStage stage, Random random, Duration length) throws InterruptedException {
        begin(stage, random);
        Thread.sleep(length.toMillis());
        end(stage);
    }

    /** For weather: lets it begin. */
    void begin(ChaosStage stage, Random random) {
        throw new UnsupportedOperationException(name());
    }

    void end(ChaosStage stage) {
        throw new UnsupportedOperationException(name());
    }

    private static Ending any(Random random) {
        return random.nextBoolean() ? Ending.CLOSE : Ending.RESET;
    }

    private static void cutAgainAndAgain(ChaosStage stage, Random random, Duration length, Ending ending)
            throws InterruptedException {
        for (long end = System.nanoTime() + length.toNanos(); System.nanoTime() < end; ) {
            stage.proxy().cutAll(ending);
            Thread.sleep(20 + random.nextInt(300));
        }
    }
}
