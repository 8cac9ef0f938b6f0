// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What a chaos run is told by system properties: {@code chaos.seconds} for all servers together, {@code chaos.seed},
 * {@code chaos.server} ({@code mariadb} or {@code mysql}; both unless given), {@code chaos.scale} by which all faults last
 * longer, {@code chaos.trace} to print the faults of a run that has gone well, too.
 *
 * @param length how long faults are made for on each server; a run ends later if not every kind of fault has had its turn
 * @param scale 1 for faults of 0.2 to 3 seconds; 5 gives the ancestor's impostor, who stayed for 10 to 20
 */
record ChaosSettings(List<TestServer> servers, Duration length, long seed, double scale, boolean trace) {
    private static final int DEFAULT_SECONDS = 120;

    static ChaosSettings ofProperties() {
        String wanted = System.getProperty("chaos.server", "");
        List<TestServer> servers = switch (wanted) {
            case "mariadb" -> List.of(TestServer.MARIADB);
            case "mysql" -> List.of(TestServer.MYSQL_8_0);
            case "" -> List.of(TestServer.MARIADB, TestServer.MYSQL_8_0);
            default -> throw new IllegalArgumentException("chaos.server is mariadb or mysql, not '" + wanted + "'");
        };
        long seconds = Long.getLong("chaos.seconds", DEFAULT_SECONDS);
        return new ChaosSettings(
                servers,
                Duration.ofSeconds(seconds).dividedBy(servers.size()),
                Long.getLong("chaos.seed", new Random().nextInt(1_000_000)),
                Double.parseDouble(System.getProperty("chaos.scale", "1")),
                Boolean.getBoolean("chaos.trace"));
    }

    static Stream<TestServer> eachServer() {
        return ofProperties().servers().stream();
    }

    Duration scaled(long millis) {
        return Duration.ofMillis((long) (millis * scale));
    }
}
