// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackingTest {
    @TempDir
    Path folder;

    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectory(folder.resolve("tree"));
    }

    @Test
    @DisplayName("tar: files, the executable bit, and links within the tree")
    void tar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            file(tar, "bin/mysqld", 0755);
            file(tar, "share/README", 0644);
            link(tar, "lib/libssl.so", "libssl.so.1.1");
            link(tar, "lib/elsewhere.so", "/usr/lib/elsewhere.so");
            link(tar, "lib/above.so", "../../above.so");
        }
        Unpacking.tarGz(new ByteArrayInputStream(bytes.toByteArray()), tree);

        assertThat(tree.resolve("bin/mysqld")).hasContent("bin/mysqld").isExecutable();
        assertThat(Files.isExecutable(tree.resolve("share/README"))).isFalse();
        assertThat(Files.readSymbolicLink(tree.resolve("lib/libssl.so"))).isEqualTo(Path.of("libssl.so.1.1"));
        assertThat(tree.resolve("lib/elsewhere.so")).doesNotExist();
        assertThat(Files.isSymbolicLink(tree.resolve("lib/elsewhere.so"))).isFalse();
        assertThat(Files.isSymbolicLink(tree.resolve("lib/above.so"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/../../evil", "../tree-2/evil"})
    @DisplayName("tar: a name that leads out of the tree fails, and writes nothing there")
    void tarTraversal(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            file(tar, name, 0644);
        }
        assertThatThrownBy(() -> Unpacking.tarGz(new ByteArrayInputStream(bytes.toByteArray()), tree))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leads out of its folder");
        assertThat(folder).isDirectoryNotContaining("glob:**evil");
    }

    @Test
    @DisplayName("jar: only the folder, and its programs are executable")
    void jar() throws IOException {
        Unpacking.folder(jar("server/bin/mariadbd", "server/share/README", "other/x"), "server/", tree);
        assertThat(tree.resolve("bin/mariadbd"))
                .hasContent("server/bin/mariadbd")
                .isExecutable();
        assertThat(tree.resolve("share/README")).exists();
        assertThat(tree).isDirectoryNotContaining("glob:**x");
    }

    @Test
    @DisplayName("jar: a name that leads out of the tree fails")
    void jarTraversal() throws IOException {
        JarFile jar = jar("server/../../evil");
        assertThatThrownBy(() -> Unpacking.folder(jar, "server/", tree))
                .hasMessageContaining("leads out of its folder");
        assertThat(folder).isDirectoryNotContaining("glob:**evil");
    }

    private JarFile jar(String... names) throws IOException {
        Path file = folder.resolve("test.jar");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (String name : names) {
                jar.putNextEntry(new ZipEntry(name));
                jar.write(name.getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }
        return new JarFile(file.toFile());
    }

    private static void file(TarArchiveOutputStream tar, String name, int mode) throws IOException {
        byte[] content = name.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        entry.setMode(mode);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream tar, String name, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }
}
