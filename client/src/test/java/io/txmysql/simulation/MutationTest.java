// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("simulation")
@DisplayName("The simulation")
class MutationTest {
    private static final long SEEDS = 10_000;
    private static final long BASE = 1;
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PATCHES = Path.of("src/test/resources/mutations");
    private static final int FEWEST = 8;

    @TempDir
    Path work = Path.of("");

    static List<Mutation> mutations() throws IOException {
        return Mutation.readAll(PATCHES);
    }

    @Test
    @DisplayName("has enough planted defects to look for")
    void enough() throws IOException {
        assertThat(mutations()).hasSizeGreaterThanOrEqualTo(FEWEST);
    }

    @Test
    @DisplayName("finds nothing where nothing was planted")
    void control() throws InterruptedException {
        assertThat(MutationHunt.hunt(BASE, SEEDS)).isNull();
    }

    @ParameterizedTest
    @MethodSource("mutations")
    @DisplayName("finds a planted defect within 10,000 schedules")
    void finds(Mutation mutation) throws IOException, ReflectiveOperationException {
        assumeTrue(Plan.EVERYTHING || !mutation.everything(), "only with -Dsimulation.everything=true");
        String found = mutation.hunt(ROOT, work, BASE, SEEDS);
        System.out.println(mutation + ": " + found);
        assertThat(found).as(mutation.toString()).isNotNull();
    }
}
