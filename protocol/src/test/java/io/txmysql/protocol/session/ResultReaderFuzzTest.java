// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/**
 * Any payloads in place of an answer: rows and ends, or an error, the same however the bytes are cut, and one ending of
 * each command. The values of all rows are decoded. In the build only the corpus runs; to fuzz for longer:
 *
 * <pre>JAZZER_FUZZ=1 mvn -pl protocol -am test -Dtest=ResultReaderFuzzTest#textRows -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class ResultReaderFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void textRows(byte[] data) {
        if (data.length > 0) {
            byte[] answer = Payloads.framed(data, 1, 1);
            assertThat(query(capabilities(data[0]), answer, Cutting.everyByte()))
                    .isEqualTo(query(capabilities(data[0]), answer, Cutting.whole()));
        }
    }

    private static List<String> query(long capabilities, byte[] answer, Cutting cutting) {
        EngineHarness harness = session(capabilities, cutting);
        harness.query("q");
        harness.query("r");
        return answered(harness, answer);
    }

    @FuzzTest(maxDuration = "1m")
    void binaryRows(byte[] data) {
        if (data.length > 0) {
            byte[] answer = Payloads.framed(data, 1, 1);
            assertThat(execution(capabilities(data[0]), answer, Cutting.everyByte()))
                    .isEqualTo(execution(capabilities(data[0]), answer, Cutting.whole()));
        }
    }

    private static List<String> execution(long capabilities, byte[] answer, Cutting cutting) {
        EngineHarness harness = session(capabilities, cutting);
        harness.server.answer(Reply.prepared(1, 0, 0), Reply.ok(0));
        harness.execute("e");
        harness.run();
        harness.execute("e");
        return answered(harness, answer);
    }

    private static long capabilities(byte choice) {
        return (choice & 1) == 0 ? ScriptedServer.CAPABILITIES : ScriptedServer.WITH_EOF;
    }

    private static EngineHarness session(long capabilities, Cutting cutting) {
        return new EngineHarness(Configs.plain(), ScriptedServer.accepting(capabilities), cutting).run();
    }

    private static List<String> answered(EngineHarness harness, byte[] answer) {
        harness.run();
        harness.server.sends(answer);
        return harness.run().cut().assertAllEnded().events;
    }
}
