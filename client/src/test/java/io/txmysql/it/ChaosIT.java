// SPDX-License-Identifier: Apache-2.0
package io.txmysql.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.embedded.EmbeddedServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** See {@link ChaosSettings} for what can be set. */
class ChaosIT {
    @ParameterizedTest
    @MethodSource("io.txmysql.it.ChaosSettings#eachServer")
    @DisplayName(
            "tx#21, tx#22, tx#34, tx#39, pitfall#4: the ancestor's chaos script; every future ends, every result is"
                    + " the right one, nothing runs twice without permission")
    void chaos(TestServer kind) throws InterruptedException {
        ChaosSettings settings = ChaosSettings.ofProperties();
        System.out.println("chaos on " + kind + " with -Dchaos.seed=" + settings.seed());
        try (ChaosLog log = ChaosLog.open();
                EmbeddedServer server = kind.builder()
                        .tls(true)
                        .option("--innodb-doublewrite=1") // a kill can leave a page half written
                        .start();
                ChaosRun run = new ChaosRun(server, settings)) {
            ChaosReport report = run.run();
            System.out.println(report.summary());
            if (settings.trace()) {
                System.out.println(report.trace());
            }
            assertThat(report.failures())
                    .as("%s\n%s", report.summary(), report.trace())
                    .isEmpty();
            assertThat(log.errors()).isEmpty();
        }
    }
}
