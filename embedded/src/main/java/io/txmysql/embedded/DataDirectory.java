// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data directory of one server: a copy of one that was prepared in the cache, or a kept one. A kept one has a file
 * {@code .txmysql} that names the server which made it and is locked as long as one uses it.
 */
final class DataDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final String MARKER = ".txmysql";

    private final Path path;
    private final boolean fresh;
    private final @Nullable FileChannel lock;

    private DataDirectory(Path path, boolean fresh, @Nullable FileChannel lock) {
        this.path = path;
        this.fresh = fresh;
        this.lock = lock;
    }

    static DataDirectory temporary(Path path, ServerTree tree, Cache cache, List<String> options) throws IOException {
        Folders.copy(prepared(tree, cache, options), path);
        return new DataDirectory(path, true, null);
    }

    static DataDirectory kept(Path path, ServerTree tree, Cache cache, List<String> options) throws IOException {
        Files.createDirectories(path);
        Path marker = path.resolve(MARKER);
        boolean fresh = !Files.exists(marker);
        if (fresh && !Folders.isEmpty(path)) {
            throw new EmbeddedServerException(path + " is neither empty nor a data directory that was made here: give"
                    + " dataDirectory(...) another folder, or empty this one");
        }
        FileChannel lock = lock(marker);
        try {
            String maker = tree.distribution().folder();
            if (fresh) {
                Folders.copy(prepared(tree, cache, options), path);
                Files.writeString(marker, maker);
            } else if (!Files.readString(marker).equals(maker)) {
                throw new EmbeddedServerException(path + " was made by " + Files.readString(marker) + ", "
                        + tree.distribution().title() + " cannot use it: give dataDirectory(...) another folder");
            }
            return new DataDirectory(path, fresh, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    /** Whether it was made just now, so that root has no password. */
    boolean isFresh() {
        return fresh;
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }

    private static Path prepared(ServerTree tree, Cache cache, List<String> options) {
        List<String> relevant = SystemTables.relevant(options);
        String name =
                tree.distribution().folder() + "-data" + (relevant.isEmpty() ? "" : "-" + Fingerprint.of(relevant));
        return cache.folder(name, folder -> {
            LOG.info(
                    "Making a data directory for {}: this happens once",
                    tree.distribution().title());
            SystemTables.make(tree, relevant, folder);
        });
    }

    private static FileChannel lock(Path marker) throws IOException {
        FileChannel file = FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return file;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("Another server of this JVM has {}", marker, e);
        }
        file.close();
        throw new EmbeddedServerException("Another embedded server uses the data directory " + marker.getParent());
    }
}
