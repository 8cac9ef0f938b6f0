// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder of folders that are expensive to make: each is made once, in a sibling, and appears complete by a rename. A
 * file lock keeps other JVMs from making the same one at the same time, a monitor other threads of this JVM, which a
 * file lock does not stop. A complete entry is never changed.
 */
final class Cache {
    private static final ConcurrentHashMap<Path, Object> MONITORS = new ConcurrentHashMap<>();

    /** Part of the path: a change of what entries look like starts with empty ones. */
    private static final String LAYOUT = "1";

    private final Path root;

    Cache(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** Fills an empty folder. */
    interface Making {
        void into(Path folder) throws IOException;
    }

    /**
     * The cache of this user: the system property {@code txmysql.embedded.cache}, else {@code txmysql/embedded} in
     * {@code $XDG_CACHE_HOME} or in {@code ~/.cache}.
     *
     * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG Base Directory Specification</a>
     */
    static Cache ofUser() {
        String property = System.getProperty("txmysql.embedded.cache");
        if (property != null) {
            return new Cache(Path.of(property).resolve(LAYOUT));
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path caches = xdg != null && Path.of(xdg).isAbsolute()
                ? Path.of(xdg)
                : Path.of(System.getProperty("user.home"), ".cache");
        return new Cache(caches.resolve("txmysql").resolve("embedded").resolve(LAYOUT));
    }

    /** The folder of that name, made now if it is not there. Waits for whoever is making it. */
    Path folder(String name, Making making) {
        Path ready = root.resolve(name);
        if (Files.isDirectory(ready)) {
            return ready;
        }
        synchronized (MONITORS.computeIfAbsent(ready, path -> new Object())) {
            try {
                Files.createDirectories(root);
                make(name, ready, making);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot make " + ready, e);
            }
        }
        return ready;
    }

    private void make(String name, Path ready, Making making) throws IOException {
        try (FileChannel file =
                FileChannel.open(root.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.lock(); // until the file is closed
            if (Files.isDirectory(ready)) {
                return;
            }
            Path half = root.resolve(name + ".half");
            Folders.delete(half);
            Files.createDirectory(half);
            try {
                making.into(half);
                Files.move(half, ready, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Folders.delete(half);
            }
        }
    }
}
