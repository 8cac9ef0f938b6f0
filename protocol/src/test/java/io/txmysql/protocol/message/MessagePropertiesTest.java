// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.txmysql.protocol.message.MessageArbitraries.Sample;
import io.txmysql.protocol.message.PacketKind.Context;
import io.txmysql.protocol.wire.MalformedPacketException;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for each message, whatever it contains, and for each decoder, whatever it is given. */
class MessagePropertiesTest {
    /** So that most random bytes get beyond the first check. */
    private static final int[] FIRST_BYTES = {
        0x00, 0x01, 0x02, 0x03, 0x0A, 0x16, 0x17, 0x19, 0x1A, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF
    };

    @Property(tries = 2_000)
    @Label("What was encoded is decoded to an equal message, without a byte from beyond the payload")
    void roundTrip(@ForAll("samples") Sample sample) {
        byte[] payload = sample.payload();
        byte[] withMore = Arrays.copyOf(payload, payload.length + 16);
        Arrays.fill(withMore, payload.length, withMore.length, (byte) 0xAA);

        Object decoded = sample.kind().decode(withMore, payload.length, sample.context());

        assertThat(decoded).isEqualTo(sample.message()).hasSameHashCodeAs(sample.message());
        assertThat(sample.kind().reencode(payload, sample.context())).isEqualTo(payload);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    @Label("Each strict prefix of a message is malformed, but for those that are whole messages themselves")
    void truncation(@ForAll("samples") Sample sample) {
        byte[] payload = sample.payload();
        for (int prefix = 0; prefix < payload.length; prefix++) {
            assertThat(isDecoded(sample.kind(), payload, prefix, sample.context()))
                    .as("the first %d bytes of %s", prefix, sample)
                    .isEqualTo(sample.kind().isComplete(payload, prefix, sample.context()));
        }
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    @Label("pitfall#24: of random bytes each decoder makes a message or a MalformedPacketException")
    void random(@ForAll PacketKind kind, @ForAll("bytes") byte[] payload, @ForAll("contexts") Context context) {
        isDecoded(kind, payload, payload.length, context);
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    @Label("pitfall#24: so it does of messages with a few bytes changed")
    void mutated(@ForAll("mutants") Sample mutant) {
        byte[] payload = mutant.payload();
        isDecoded(mutant.kind(), payload, payload.length, mutant.context());
    }

    /** False for a malformed payload; any other exception is a defect and leaves here. */
    private static boolean isDecoded(PacketKind kind, byte[] payload, int length, Context context) {
        try {
            kind.decode(payload, length, context);
            return true;
        } catch (MalformedPacketException expected) {
            return false;
        }
    }

    @Provide
    Arbitrary<Sample> samples() {
        return MessageArbitraries.samples();
    }

    @Provide
    Arbitrary<Context> contexts() {
        return Arbitraries.of(Context.ALL);
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<byte[]> tails = Arbitraries.bytes().array(byte[].class).ofMaxSize(120);
        Arbitrary<byte[]> withHeader = Combinators.combine(
                        Arbitraries.integers().between(0, 13), tails)
                .as((index, tail) -> {
                    byte[] payload = new byte[tail.length + 1];
                    payload[0] = (byte) FIRST_BYTES[index];
                    System.arraycopy(tail, 0, payload, 1, tail.length);
                    return payload;
                });
        return Arbitraries.oneOf(tails, withHeader);
    }

    @Provide
    Arbitrary<Sample> mutants() {
        Arbitrary<Byte> values = Arbitraries.oneOf(
                Arbitraries.bytes(), Arbitraries.of((byte) 0xFB, (byte) 0xFC, (byte) 0xFD, (byte) 0xFE, (byte) 0xFF));
        Arbitrary<Integer> places = Arbitraries.integers().between(0, 1_000_000);
        return Combinators.combine(MessageArbitraries.samples(), places, values, places, values)
                .as((sample, place, value, otherPlace, otherValue) -> {
                    byte[] written = sample.written().array();
                    int length = sample.written().position();
                    if (length > 0) {
                        written[place % length] = value;
                        written[otherPlace % length] = otherValue;
                    }
                    return sample;
                });
    }
}
