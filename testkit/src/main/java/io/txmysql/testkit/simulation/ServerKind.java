// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit.simulation;

/**
 * What sort of server a model is.
 *
 * @param mariaDb whether it is a MariaDB, which forgets a KILL QUERY at both ends of each statement; else a MySQL
 * @param killSurvives whether a KILL QUERY that comes in the last moment of a statement hits the next one; MySQL only
 * @param deprecateEof whether it can end rows with an OK packet
 * @param sessionTrack whether it can tell what a command has changed in its session
 * @param farewells whether it says why before it closes an idle session
 */
public record ServerKind(
        boolean mariaDb, boolean killSurvives, boolean deprecateEof, boolean sessionTrack, boolean farewells) {

    /** Some server or other. */
    public static ServerKind any(Dice dice) {
        boolean mariaDb = dice.oneIn(2);
        return new ServerKind(mariaDb, !mariaDb && dice.oneIn(2), dice.percent(70), dice.percent(80), dice.oneIn(2));
    }

    String version() {
        return mariaDb ? "11.4.5-MariaDB" : "8.0.31";
    }
}
