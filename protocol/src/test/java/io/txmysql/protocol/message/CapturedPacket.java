// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.message;

import io.txmysql.protocol.message.PacketKind.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A line of {@code captured.txt}: bytes of a real server or client. */
record CapturedPacket(String origin, PacketKind kind, Context context, String hex) {
    static final List<CapturedPacket> ALL = read();

    byte[] payload() {
        return HexFormat.of().parseHex(hex);
    }

    Object decode() {
        return kind.decode(payload(), context);
    }

    /** The only packet whose origin contains that text. */
    static CapturedPacket of(String origin) {
        List<CapturedPacket> found =
                ALL.stream().filter(packet -> packet.origin.contains(origin)).toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(found.size() + " captured packets are of " + origin);
        }
        return found.get(0);
    }

    @Override
    public String toString() {
        return origin + " (" + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")";
    }

    private static List<CapturedPacket> read() {
        List<CapturedPacket> packets = new ArrayList<>();
        String origin = "";
        for (String line : text().lines().toList()) {
            if (line.startsWith("#")) {
                origin = line.substring(2);
            } else if (!line.isEmpty()) {
                String[] fields = line.split(" ", 3);
                packets.add(new CapturedPacket(origin, PacketKind.valueOf(fields[0]), context(fields[1]), fields[2]));
            }
        }
        return List.copyOf(packets);
    }

    private static String text() {
        try (InputStream in = Objects.requireNonNull(CapturedPacket.class.getResourceAsStream("captured.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Context context(String text) {
        if (text.equals("-")) {
            return Context.NONE;
        }
        if (Character.isDigit(text.charAt(0))) {
            return new Context(0, Integer.parseInt(text));
        }
        long capabilities = 0;
        for (String name : text.split(",", -1)) {
            capabilities |= capability(name);
        }
        return new Context(capabilities, 1);
    }

    private static long capability(String name) {
        try {
            return Capabilities.class.getField(name).getLong(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(name, e);
        }
    }
}
