// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.error.InvalidStatementException;
import io.txmysql.protocol.type.ColumnFlags;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.type.MySQLDateTime;
import io.txmysql.protocol.type.MySQLTime;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterBlockTest {
    /** Reads a block as a server does: the types, and then a row of such columns. */
    private static List<@Nullable Object> decode(ParameterBlock block, Class<?> type) {
        int count = block.count();
        PayloadReader in = new PayloadReader(block.bytes());
        byte[] bitmap = in.readBytes((count + 7) / 8);
        assertThat(in.readInt1()).as("new-params-bound").isEqualTo(1);
        List<ColumnMetadata> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FieldType fieldType = Objects.requireNonNull(FieldType.of(in.readInt1()));
            int flags = in.readInt1() == 0x80 ? ColumnFlags.UNSIGNED : 0;
            ColumnMetadata column = fieldType == FieldType.VAR_STRING
                    ? Columns.text(fieldType)
                    : Columns.of(fieldType, flags, 20, fieldType == FieldType.DOUBLE ? 31 : 6);
            columns.add(column);
        }
        byte[] rowBitmap = new byte[(count + 9) / 8];
        for (int i = 0; i < count; i++) {
            if ((bitmap[i / 8] >> i % 8 & 1) != 0) {
                rowBitmap[(i + 2) / 8] |= (byte) (1 << (i + 2) % 8);
            }
        }
        byte[] row = new PayloadWriter()
                .writeInt1(0)
                .writeBytes(rowBitmap)
                .writeBytes(in.readRemainingBytes())
                .toByteArray();
        RowCodec codec = RowCodec.of(RowFormat.BINARY, columns);
        int[] cells = new int[count];
        codec.locate(new PayloadReader(row), 0, cells, 0);
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(codec.get(row, cells[i], i, type));
        }
        return values;
    }

    private static @Nullable Object decoded(@Nullable Object value) {
        return decode(ParameterBlock.encode(value), Object.class).get(0);
    }

    @Property
    @Label("integers, each in its own width, read back equal")
    void integers(@ForAll byte b, @ForAll short s, @ForAll int i, @ForAll long l, @ForAll @Nullable Boolean t) {
        assertThat(decode(ParameterBlock.encode(b, s, i, l, BigInteger.valueOf(l)), Long.class))
                .containsExactly((long) b, (long) s, (long) i, l, l);
        assertThat(decode(ParameterBlock.encode(t), Boolean.class)).containsExactly(t);
        BigInteger unsigned = NumberText.unsigned(l);
        assertThat(decode(ParameterBlock.encode(unsigned), BigInteger.class)).containsExactly(unsigned);
        BigInteger huge = BigInteger.valueOf(l).pow(3);
        assertThat(decode(ParameterBlock.encode(huge), BigInteger.class)).containsExactly(huge);
    }

    @Property
    void reals(@ForAll double d, @ForAll float f, @ForAll BigDecimal decimal) {
        assertThat(decoded(d)).isEqualTo(d);
        assertThat(decoded(f)).isEqualTo(f);
        assertThat(decoded(decimal)).isEqualTo(decimal);
    }

    @Property
    void strings(@ForAll byte[] bytes, @ForAll @IntRange(max = 0x10FFFF) int codePoint) {
        String text =
                Character.isSurrogate((char) codePoint) && codePoint < 0x10000 ? "" : Character.toString(codePoint);
        assertThat(decode(
                        ParameterBlock.encode(text, java.nio.CharBuffer.wrap(text), 'x', Thread.State.NEW),
                        String.class))
                .containsExactly(text, text, "x", "NEW");
        assertThat(decoded(bytes)).isEqualTo(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).position(bytes.length / 2);
        assertThat(decoded(buffer)).isEqualTo(Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length));
        assertThat(buffer.position()).isEqualTo(bytes.length / 2);
        assertThat(decoded(buffer.asReadOnlyBuffer())).isNotNull();
    }

    @Property
    void temporals(
            @ForAll @IntRange(max = 3_652_058) int day,
            @ForAll @IntRange(max = 86_399) int second,
            @ForAll @IntRange(max = 999_999) int micro,
            @ForAll @IntRange(min = -3_020_398, max = 3_020_398) int span) {
        LocalDate date = LocalDate.of(0, 1, 1).plusDays(day);
        LocalTime time = LocalTime.ofSecondOfDay(second).plusNanos(micro * 1000L);
        Duration duration = Duration.ofSeconds(span, micro * 1000L);
        assertThat(decoded(date)).isEqualTo(date);
        assertThat(decoded(date.atTime(time))).isEqualTo(date.atTime(time));
        assertThat(decode(ParameterBlock.encode(time), LocalTime.class)).containsExactly(time);
        assertThat(decoded(duration)).isEqualTo(duration);
    }

    @Test
    @DisplayName("values with a form of their own")
    void others() {
        UUID uuid = new UUID(1, 2);
        BitSet bits = BitSet.valueOf(new long[] {-2});
        assertThat(decoded(uuid)).isEqualTo(uuid.toString());
        assertThat(decoded(Year.of(2024))).isEqualTo(2024);
        assertThat(decoded(bits)).isEqualTo(NumberText.unsigned(-2));
        assertThat(decoded(new BitSet())).isEqualTo(BigInteger.ZERO);
        assertThat(decoded(new BigDecimal("1E+1000"))).isEqualTo(new BigDecimal("1E+1000"));
        assertThat(decode(ParameterBlock.encode(new MySQLDateTime(0, 0, 0, 0, 0, 0, 0)), MySQLDateTime.class))
                .containsExactly(new MySQLDateTime(0, 0, 0, 0, 0, 0, 0));
        assertThat(decoded(new MySQLTime(true, 838, 59, 59, 999_999)))
                .isEqualTo(Duration.parse("-PT838H59M59.999999S"));
        assertThat(decoded(LocalDateTime.of(2024, 1, 1, 0, 0, 0, 1_999)))
                .isEqualTo(LocalDateTime.of(2024, 1, 1, 0, 0, 0, 1_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 15, 16, 17, 64})
    @DisplayName("the NULL bitmap of parameters has no offset")
    void nulls(int count) {
        for (int nullIndex = 0; nullIndex < count; nullIndex++) {
            @Nullable Object[] args = new @Nullable Object[count];
            Arrays.setAll(args, i -> i);
            args[nullIndex] = null;
            assertThat(decode(ParameterBlock.encode(args), Integer.class)).isEqualTo(Arrays.asList(args));
        }
    }

    @Test
    @DisplayName("the exact bytes of a block")
    void bytes() {
        assertThat(ParameterBlock.encode(null, (byte) -1, "ab").bytes())
                .containsExactly(1, 1, 6, 0, 1, 0, 253, 0, 255, 2, 'a', 'b');
        assertThat(ParameterBlock.encode()).isSameAs(ParameterBlock.EMPTY);
        assertThat(ParameterBlock.EMPTY.bytes()).isEmpty();
    }

    @Test
    @DisplayName("an argument without a form in MySQL is refused by index and class, never by value")
    void unsupported() {
        refused("secret", new Object() {
            @Override
            public String toString() {
                return "secret";
            }
        });
        refused("1970", Instant.EPOCH);
        refused("secret", List.of("secret"));
        refused("secret", (Object) new String[] {"secret"});
        refused("NaN", Double.NaN);
        refused("Infinity", Float.NEGATIVE_INFINITY);
        refused("839", Duration.ofHours(839));
        refused("839", Duration.ofHours(-839));
        refused("10000", LocalDate.of(10_000, 1, 1));
        refused("-1-", LocalDate.of(-1, 1, 1));
        refused("secret", "secret\uD83D");
        BitSet wide = new BitSet();
        wide.set(64);
        refused("{64}", wide);
    }

    private static void refused(String value, Object argument) {
        assertThatThrownBy(() -> ParameterBlock.encode(1, argument))
                .isInstanceOf(InvalidStatementException.class)
                .hasMessageContaining(
                        "argument 2 of class " + argument.getClass().getTypeName())
                .message()
                .doesNotContain(value);
        assertThat(ParameterBlock.encode(1, "secret").toString()).doesNotContain("secret");
    }

    @Test
    @DisplayName("more arguments than the protocol can count are refused")
    void tooMany() {
        assertThatThrownBy(() -> ParameterBlock.encode(new @Nullable Object[65_536]))
                .isInstanceOf(InvalidStatementException.class)
                .hasMessageContaining("65536");
        assertThat(ParameterBlock.encode(new @Nullable Object[65_535]).count()).isEqualTo(65_535);
    }
}
