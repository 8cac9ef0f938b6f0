// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The unpacked files of a server, and whether they can run on this machine. */
record ServerTree(Distribution distribution, Path root) {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTree.class);
    private static final Pattern NOT_FOUND = Pattern.compile("(\\S+\\.so[.\\w]*)(?: => not found|: cannot open)");
    private static final Map<String, SystemPackage> PACKAGES = Map.of(
            "libaio.so.1", new SystemPackage("libaio1", "libaio"),
            "libnuma.so.1", new SystemPackage("libnuma1", "numactl-libs"),
            "libcrypt.so.1", new SystemPackage("libcrypt1", "libxcrypt-compat"),
            "libsystemd.so.0", new SystemPackage("libsystemd0", "systemd-libs"));

    /**
     * Unpacks the server if that was not done before.
     *
     * @throws EmbeddedServerException with one line that says what is missing
     */
    static ServerTree of(Distribution distribution, Cache cache) {
        String system = Distribution.thisSystem();
        Artifact artifact = distribution
                .artifact(system)
                .orElseThrow(() -> new EmbeddedServerException(
                        distribution.title() + " cannot be embedded on " + system + ": there is no artifact with it"));
        Optional<JarFile> opened = artifact.open();
        if (opened.isEmpty()) {
            throw new EmbeddedServerException(distribution.title() + " is not on the class path: add the dependency "
                    + artifact.coordinates() + " (without its transitive dependencies)");
        }
        try (JarFile jar = opened.get()) {
            return new ServerTree(
                    distribution,
                    cache.folder(distribution.folder(), into -> unpack(distribution, artifact, jar, into)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + artifact.coordinates(), e);
        }
    }

    private static void unpack(Distribution distribution, Artifact artifact, JarFile jar, Path into)
            throws IOException {
        LOG.info(
                "Unpacking {} into {}: this happens once and takes a few seconds",
                distribution.title(),
                into.getParent());
        if (artifact.holdsFolder()) {
            Unpacking.folder(jar, artifact.content(), into);
            return;
        }
        ZipEntry archive = jar.getEntry(artifact.content());
        if (archive == null) {
            throw new IOException(artifact.coordinates() + " has no " + artifact.content());
        }
        try (InputStream bytes = jar.getInputStream(archive)) {
            Unpacking.tarGz(bytes, into);
        }
    }

    Path binary() {
        return root.resolve("bin").resolve(distribution.isMariaDb() ? "mariadbd" : "mysqld");
    }

    /** Where the error messages, the character sets and the SQL scripts are. */
    Path share() {
        return Stream.of("share/mysql", "share")
                .map(root::resolve)
                .filter(folder -> Files.isDirectory(folder.resolve("charsets")))
                .findFirst()
                .orElseThrow(() -> new EmbeddedServerException("There is no share/charsets in " + root));
    }

    /** The beginning of every command line. */
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                binary().toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--basedir=" + root,
                "--lc-messages-dir=" + share(),
                "--character-sets-dir=" + share().resolve("charsets"),
                "--innodb-buffer-pool-size=32M",
                "--max-connections=100",
                "--table-open-cache=200",
                "--performance-schema=OFF",
                "--innodb-flush-log-at-trx-commit=2", // with 0 a kill loses up to a second of what was committed
                "--innodb-doublewrite=0",
                "--local-infile=0",
                "--skip-log-bin"));
        for (String folder : List.of("lib/plugin", "libs/plugin")) {
            if (Files.isDirectory(root.resolve(folder))) {
                command.add("--plugin-dir=" + root.resolve(folder));
            }
        }
        command.addAll(distribution.options());
        return command;
    }

    /** Why the binary does not run on this machine, as one line that says what to install. */
    Optional<String> problem() {
        Program version;
        try {
            version = Program.run(List.of(binary().toString(), "--no-defaults", "--version"), Duration.ofSeconds(30));
        } catch (UncheckedIOException e) {
            return Optional.of(
                    distribution.title() + " does not run on this machine (it needs glibc): " + e.getMessage());
        }
        if (version.status() == 0) {
            return Optional.empty();
        }
        return Optional.of(distribution.title() + explain(version.output(), trace()));
    }

    /** The loader names only the first missing library in its error, but lists all when asked to trace. */
    private String trace() {
        ProcessBuilder traced = new ProcessBuilder(binary().toString());
        traced.environment().put("LD_TRACE_LOADED_OBJECTS", "1");
        return Program.run(traced, null, Duration.ofSeconds(30)).output();
    }

    static String explain(String error, String trace) {
        TreeSet<String> missing = new TreeSet<>();
        NOT_FOUND.matcher(error + trace).results().forEach(found -> missing.add(found.group(1)));
        return missing.isEmpty()
                ? " does not run on this machine: " + error.strip().replace('\n', ' ')
                : " needs the system libraries " + String.join(" and ", missing) + ", which this machine lacks: "
                        + advice(missing);
    }

    private static String advice(TreeSet<String> missing) {
        if (!PACKAGES.keySet().containsAll(missing)) {
            return "install the packages that hold them";
        }
        List<SystemPackage> wanted = missing.stream().map(PACKAGES::get).toList();
        String renamed = missing.contains("libaio.so.1")
                ? "; where the package is called libaio1t64, also link its libaio.so.1t64 to libaio.so.1"
                : "";
        return "apt-get install " + wanted.stream().map(SystemPackage::debian).collect(joining(" "))
                + " (Debian, Ubuntu"
                + renamed + ") or dnf install "
                + wanted.stream().map(SystemPackage::fedora).collect(joining(" ")) + " (Fedora)";
    }

    /** What a library's package is called. */
    private record SystemPackage(String debian, String fedora) {}
}
