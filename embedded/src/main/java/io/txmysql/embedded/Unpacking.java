// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Writes archives below a folder, and nothing outside of it: an entry whose name leads out fails the whole, a symbolic
 * link that does is left out. Permissions are reduced to the executable bit.
 */
final class Unpacking {
    private Unpacking() {}

    /** Unpacks the part of {@code jar} below {@code folder}, which ends in a slash. */
    static void folder(JarFile jar, String folder, Path into) throws IOException {
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            if (!entry.getName().startsWith(folder) || entry.isDirectory()) {
                continue;
            }
            String name = entry.getName().substring(folder.length());
            Path file = inside(into, name);
            try (InputStream bytes = jar.getInputStream(entry)) {
                write(bytes, file);
            }
            if (name.startsWith("bin/")) {
                makeExecutable(file);
            }
        }
    }

    static void tarGz(InputStream archive, Path into) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(archive, 1 << 16))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = inside(into, entry.getName());
                if (entry.isSymbolicLink()) {
                    link(into, file, entry.getLinkName());
                } else if (entry.isFile()) {
                    write(tar, file);
                    if ((entry.getMode() & 0100) != 0) {
                        makeExecutable(file);
                    }
                }
            }
        }
    }

    private static Path inside(Path folder, String name) throws IOException {
        try {
            Path file = folder.resolve(name).normalize();
            if (file.startsWith(folder)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw new IOException("The archive has an entry with an impossible name", e);
        }
        throw new IOException("The archive has an entry that leads out of its folder: " + name);
    }

    private static void write(InputStream bytes, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.copy(bytes, file);
    }

    private static void link(Path folder, Path file, String target) throws IOException {
        if (file.resolveSibling(target).normalize().startsWith(folder)) {
            Files.createDirectories(file.getParent());
            Files.createSymbolicLink(file, Path.of(target));
        }
    }

    private static void makeExecutable(Path file) throws IOException {
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("Cannot make " + file + " executable");
        }
    }
}
