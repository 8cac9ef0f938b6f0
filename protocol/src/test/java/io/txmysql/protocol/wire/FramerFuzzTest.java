// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes through the framer and through decompression: payloads or a {@link MalformedPacketException}, the same
 * however the bytes are cut. In the build only the corpus runs; to fuzz for longer:
 *
 * <pre>JAZZER_FUZZ=1 mvn -pl protocol -am test -Dtest=FramerFuzzTest#frames -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class FramerFuzzTest {
    private static final int LONGEST_PAYLOAD = 200_000;
    private static final String MALFORMED = "malformed";

    /** The first byte is the length of the chunks, all others are the stream. */
    @FuzzTest(maxDuration = "1m")
    void frames(byte[] data) {
        if (data.length > 0) {
            byte[] stream = Arrays.copyOfRange(data, 1, data.length);
            assertThat(payloads(stream, 1 + (data[0] & 0xFF))).isEqualTo(payloads(stream, Integer.MAX_VALUE));
        }
    }

    private static List<String> payloads(byte[] stream, int chunk) {
        FrameReader reader = new FrameReader(LONGEST_PAYLOAD);
        List<String> payloads = new ArrayList<>();
        try {
            for (int at = 0; at < stream.length; at += Math.min(chunk, stream.length - at)) {
                FrameStream.receive(reader, stream, at, Math.min(chunk, stream.length - at));
                while (reader.next()) {
                    payloads.add(reader.firstSequence() + " " + Arrays.toString(FrameStream.payload(reader)));
                }
                assertThat(reader.inputArray().length).isLessThan(1 << 20);
            }
        } catch (MalformedPacketException e) {
            payloads.add(MALFORMED);
        }
        return payloads;
    }

    /** The same for compressed frames. */
    @FuzzTest(maxDuration = "1m")
    void compressedFrames(byte[] data) {
        if (data.length > 0) {
            byte[] stream = Arrays.copyOfRange(data, 1, data.length);
            assertThat(contents(stream, 1 + (data[0] & 0xFF))).isEqualTo(contents(stream, Integer.MAX_VALUE));
        }
    }

    private static List<String> contents(byte[] stream, int chunk) {
        List<String> contents = new ArrayList<>();
        try (ZlibCompressor zlib = new ZlibCompressor()) {
            CompressedFrameReader reader = new CompressedFrameReader(zlib);
            for (int at = 0; at < stream.length; at += Math.min(chunk, stream.length - at)) {
                CompressedStream.receive(reader, stream, at, Math.min(chunk, stream.length - at));
                while (reader.next()) {
                    contents.add(reader.sequence() + " " + Arrays.hashCode(CompressedStream.content(reader)));
                }
            }
        } catch (MalformedPacketException e) {
            contents.add(MALFORMED);
        }
        return contents;
    }
}
