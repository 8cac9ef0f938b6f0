// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.error.NoSuchColumnException;
import io.txmysql.protocol.error.ValueConversionException;
import io.txmysql.protocol.type.ColumnMetadata;
import io.txmysql.protocol.type.FieldType;
import io.txmysql.protocol.wire.MalformedPacketException;
import io.txmysql.protocol.wire.PayloadReader;
import io.txmysql.protocol.wire.PayloadWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowCodecTest {
    private static final List<ColumnMetadata> EVERY_TYPE =
            Arrays.stream(FieldType.values()).map(Columns::of).toList();

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 7, 8, 13, 14, 15, 16, 22, 23, 24, 62, 63, 64, 65})
    @DisplayName("tx#56: the NULL bitmap is right for every number of columns, 8n+7 and 8n+8 included")
    void nullBitmap(int count) {
        RowCodec codec = RowCodec.of(RowFormat.BINARY, Collections.nCopies(count, Columns.of(FieldType.TINY)));
        for (int nullColumn = 0; nullColumn < count; nullColumn++) {
            byte[] bitmap = new byte[(count + 9) / 8];
            bitmap[(nullColumn + 2) / 8] |= (byte) (1 << (nullColumn + 2) % 8);
            PayloadWriter row = new PayloadWriter().writeInt1(0).writeBytes(bitmap);
            for (int i = 0; i < count; i++) {
                if (i != nullColumn) {
                    row.writeInt1(i);
                }
            }
            byte[] data = row.toByteArray();
            int[] cells = new int[count];
            codec.locate(new PayloadReader(data), 0, cells, 0);
            for (int i = 0; i < count; i++) {
                assertThat(codec.get(data, cells[i], i)).isEqualTo(i == nullColumn ? null : (Object) i);
            }
        }
    }

    @Test
    @DisplayName("tx#54: a MEDIUMINT has four bytes in a binary row, negatives are negative, NULL is null")
    void mediumInt() {
        RowCodec codec = RowCodec.of(
                RowFormat.BINARY,
                List.of(Columns.of(FieldType.INT24), Columns.of(FieldType.INT24), Columns.of(FieldType.TINY)));
        byte[] data = new PayloadWriter()
                .writeInt1(0)
                .writeInt1(0b1000)
                .writeInt4(-8_388_608)
                .writeInt1(-1)
                .toByteArray();
        int[] cells = new int[3];
        codec.locate(new PayloadReader(data), 0, cells, 0);

        assertThat(codec.getInt(data, cells[0], 0)).isEqualTo(-8_388_608);
        assertThat(codec.get(data, cells[1], 1)).isNull();
        assertThat(codec.getInt(data, cells[2], 2)).isEqualTo(-1);
    }

    @Test
    @DisplayName("offsets count from base, go to their place, and leave the neighbours alone")
    void offsets() {
        RowCodec codec =
                RowCodec.of(RowFormat.TEXT, List.of(Columns.text(FieldType.VARCHAR), Columns.text(FieldType.VARCHAR)));
        byte[] data = new PayloadWriter()
                .writeString("..")
                .writeLengthEncodedString("ab")
                .writeInt1(PayloadReader.NULL_VALUE)
                .toByteArray();
        PayloadReader reader = new PayloadReader(data);
        reader.skip(2);
        int[] cells = {7, 7, 7, 7};
        codec.locate(reader, 1, cells, 1);

        assertThat(cells).containsExactly(7, 1, RowCodec.NULL_CELL, 7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 250, 251, 65_535, 65_536, 16_777_215, 16_777_216})
    @DisplayName("strings of every form of length")
    void lengths(int length) {
        String value = "x".repeat(length);
        assertThat(Columns.textRow(Columns.text(FieldType.VARCHAR), value).string())
                .isEqualTo(value);
    }

    @Test
    @DisplayName("pitfall#24: every prefix of a row, and a row with one byte more, is malformed")
    void truncation() {
        truncate(RowFormat.BINARY, binaryRowOfEveryType());
        truncate(RowFormat.TEXT, textRowOfEveryType());
    }

    private static void truncate(RowFormat format, byte[] row) {
        RowCodec codec = RowCodec.of(format, EVERY_TYPE);
        int[] cells = new int[EVERY_TYPE.size()];
        codec.locate(new PayloadReader(row), 0, cells, 0);
        for (int length = 0; length < row.length; length++) {
            byte[] prefix = Arrays.copyOf(row, length);
            assertThatThrownBy(() -> codec.locate(new PayloadReader(prefix), 0, cells, 0))
                    .isInstanceOf(MalformedPacketException.class);
        }
        byte[] longer = Arrays.copyOf(row, row.length + 1);
        assertThatThrownBy(() -> codec.locate(new PayloadReader(longer), 0, cells, 0))
                .isInstanceOf(MalformedPacketException.class);
    }

    private static byte[] binaryRowOfEveryType() {
        PayloadWriter row = new PayloadWriter().writeInt1(0).writeZeros((EVERY_TYPE.size() + 9) / 8);
        for (ColumnMetadata column : EVERY_TYPE) {
            switch (column.type()) {
                case TINY -> row.writeInt1(1);
                case SHORT, YEAR -> row.writeInt2(1);
                case LONG, INT24, FLOAT -> row.writeInt4(1);
                case LONGLONG, DOUBLE -> row.writeInt8(1);
                case DATE, NEWDATE -> row.writeInt1(4).writeZeros(4);
                case DATETIME, TIMESTAMP -> row.writeInt1(11).writeZeros(11);
                case TIME -> row.writeInt1(12).writeZeros(12);
                default -> row.writeLengthEncodedString("0");
            }
        }
        return row.toByteArray();
    }

    private static byte[] textRowOfEveryType() {
        PayloadWriter row = new PayloadWriter();
        EVERY_TYPE.forEach(column -> row.writeLengthEncodedString("10"));
        return row.toByteArray();
    }

    @Property(tries = 3000)
    @Label("pitfall#24: random bytes are malformed or readable, and nothing else can happen")
    void randomBytes(@ForAll byte[] noise, @ForAll boolean binary, @ForAll @IntRange(max = 200) int keep) {
        byte[] data = noise;
        if (keep > 0) { // a real row with noise in it gets further than noise alone
            byte[] row = binary ? binaryRowOfEveryType() : textRowOfEveryType();
            System.arraycopy(
                    noise,
                    0,
                    row,
                    Math.min(keep, row.length),
                    Math.min(noise.length, row.length - Math.min(keep, row.length)));
            data = row;
        }
        RowCodec codec = RowCodec.of(binary ? RowFormat.BINARY : RowFormat.TEXT, EVERY_TYPE);
        int[] cells = new int[EVERY_TYPE.size()];
        try {
            codec.locate(new PayloadReader(data), 0, cells, 0);
        } catch (MalformedPacketException expected) {
            return;
        }
        for (int i = 0; i < cells.length; i++) {
            for (Class<?> type : JavaTypes.supported()) {
                try {
                    codec.get(data, cells[i], i, type);
                } catch (ValueConversionException expected) {
                    assertThat(expected.delivery().name()).isEqualTo("ANSWERED");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 8, 9, 10, 12, 13, 200})
    @DisplayName("a temporal value of a length that does not exist is malformed")
    void temporalLengths(int length) {
        PayloadWriter value = new PayloadWriter().writeLengthEncodedBytes(new byte[length]);
        assertThatThrownBy(() -> Columns.binaryRow(Columns.of(FieldType.DATETIME), value))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("DATETIME");
        if (length != 8 && length != 12) {
            assertThatThrownBy(() -> Columns.binaryRow(Columns.of(FieldType.TIME), value))
                    .isInstanceOf(MalformedPacketException.class);
        }
    }

    @Test
    @DisplayName("a temporal value's length must be written in one byte")
    void temporalLongLength() {
        PayloadWriter value = new PayloadWriter().writeInt1(0xFC).writeInt2(4).writeZeros(4);
        assertThatThrownBy(() -> Columns.binaryRow(Columns.of(FieldType.DATE), value))
                .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    @DisplayName("a name is found exactly first, then in other capitals; the first of duplicates")
    void names() {
        RowCodec codec = RowCodec.of(
                RowFormat.TEXT,
                List.of(
                        Columns.named("Id", FieldType.LONG),
                        Columns.named("id", FieldType.LONG),
                        Columns.named("TITLE", FieldType.VARCHAR),
                        Columns.named("id", FieldType.LONG)));

        assertThat(codec.indexOf("id")).isEqualTo(1);
        assertThat(codec.indexOf("ID")).isZero();
        assertThat(codec.indexOf("title")).isEqualTo(2);
        assertThatThrownBy(() -> codec.indexOf("nome"))
                .isInstanceOf(NoSuchColumnException.class)
                .hasMessageContaining("`nome`")
                .hasMessageContaining("`Id`, `id`, `TITLE`, `id`");
    }

    @Test
    @DisplayName("a primitive of a NULL fails and says so; references are null")
    void nulls() {
        RowCodec codec = RowCodec.of(RowFormat.TEXT, List.of(Columns.named("price", FieldType.LONGLONG)));
        byte[] data = {(byte) PayloadReader.NULL_VALUE};

        assertThatThrownBy(() -> codec.getLong(data, -1, 0))
                .isInstanceOf(ValueConversionException.class)
                .hasMessageContaining("column `price` is NULL");
        assertThatThrownBy(() -> codec.get(data, -1, 0, int.class)).isInstanceOf(ValueConversionException.class);
        assertThat(codec.getString(data, -1, 0)).isNull();
        assertThat(codec.getBytes(data, -1, 0)).isNull();
        assertThat(codec.get(data, -1, 0, Long.class)).isNull();
        assertThat(codec.get(data, -1, 0)).isNull();
    }

    @Test
    @DisplayName("a Java type without conversion is refused by name, NULL or not")
    void unknownJavaType() {
        RowCodec codec = RowCodec.of(RowFormat.TEXT, List.of(Columns.unsigned(FieldType.LONGLONG)));
        assertThatThrownBy(() -> codec.get(new byte[0], -1, 0, Thread.class))
                .isInstanceOf(ValueConversionException.class)
                .hasMessageContaining("BIGINT UNSIGNED")
                .hasMessageContaining("Thread");
    }
}
