// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
    @TempDir
    Path root;

    @Test
    @DisplayName("made once, also by eight threads at a time and through another instance")
    void once() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Callable<Path> get = () -> new Cache(root.resolve("cache")).folder("x", into -> {
            made.incrementAndGet();
            Files.writeString(into.resolve("file"), "complete");
        });
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<Path> folder : threads.invokeAll(List.of(get, get, get, get, get, get, get, get))) {
                assertThat(folder.get().resolve("file")).hasContent("complete");
            }
        } finally {
            threads.shutdown();
        }
        assertThat(made).hasValue(1);
    }

    @Test
    @DisplayName("what failed is not there, what an interrupted JVM left is thrown away, and the next attempt counts")
    void failed() throws IOException {
        Cache cache = new Cache(root);
        assertThatThrownBy(() -> cache.folder("x", into -> {
                    Files.writeString(into.resolve("half"), "");
                    throw new IOException("disk full");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("disk full");
        assertThat(root.resolve("x")).doesNotExist();

        Files.createDirectories(root.resolve("x.half"));
        Files.writeString(root.resolve("x.half").resolve("half"), "");
        Path folder = cache.folder("x", into -> Files.writeString(into.resolve("whole"), ""));
        assertThat(folder).isDirectoryContaining("glob:**whole").isDirectoryNotContaining("glob:**half");
    }
}
