// SPDX-License-Identifier: Apache-2.0
package io.txmysql.simulation;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A defect that is planted into one source file of the driver, to see that the simulation finds it. The file is patched and
 * compiled on its own, and the simulation is loaded once more with the result in front of its class path; the driver that is
 * built knows nothing of it.
 *
 * @param name of its patch
 * @param what it breaks
 * @param file the source file, from the root of the project
 * @param everything whether only schedules with pools, transactions and pinned state can find it
 * @param edits what is replaced; each text must occur exactly once
 */
record Mutation(String name, String what, String file, boolean everything, List<Edit> edits) {
    /** A text and what stands in its place. */
    record Edit(String find, String replace) {}

    private static final String FIND = "--- find";
    private static final String REPLACE = "--- replace";
    private static final String END = "--- end";

    /** All patches of a directory, by name. */
    static List<Mutation> readAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Mutation> all = new ArrayList<>();
            for (Path file : files.filter(each -> each.toString().endsWith(".patch"))
                    .sorted()
                    .toList()) {
                all.add(read(file));
            }
            return all;
        }
    }

    private static Mutation read(Path patch) throws IOException {
        String what = "";
        String file = "";
        boolean everything = false;
        List<Edit> edits = new ArrayList<>();
        StringBuilder find = new StringBuilder();
        StringBuilder replace = new StringBuilder();
        @Nullable StringBuilder current = null;
        for (String line : Files.readAllLines(patch)) {
            if (line.equals(FIND)) {
                current = find;
            } else if (line.equals(REPLACE)) {
                current = replace;
            } else if (line.equals(END)) {
                edits.add(new Edit(
                        find.toString().stripTrailing(), replace.toString().stripTrailing()));
                find.setLength(0);
                replace.setLength(0);
                current = null;
            } else if (current != null) {
                current.append(line).append('\n');
            } else if (line.startsWith("what: ")) {
                what = line.substring("what: ".length());
            } else if (line.equals("needs: everything")) {
                everything = true;
            } else if (line.startsWith("file: ")) {
                file = line.substring("file: ".length());
            }
        }
        String name = String.valueOf(patch.getFileName());
        return new Mutation(name.substring(0, name.lastIndexOf('.')), what, file, everything, edits);
    }

    /** The patched source. */
    String patched(Path root) throws IOException {
        String source = Files.readString(root.resolve(file));
        for (Edit edit : edits) {
            int at = source.indexOf(edit.find);
            if (at < 0 || source.indexOf(edit.find, at + 1) >= 0) {
                throw new IllegalStateException(
                        "not exactly once in " + file + ", so the patch has to follow the source: " + edit.find);
            }
            source = source.replace(edit.find, edit.replace);
        }
        return source;
    }

    /**
     * Plays schedules with the defect in place.
     *
     * @param root of the project
     * @param work an empty directory
     * @return what was found; null if nothing was
     */
    @Nullable
    String hunt(Path root, Path work, long base, long seeds) throws IOException, ReflectiveOperationException {
        Path source =
                work.resolve("source").resolve(String.valueOf(Path.of(file).getFileName()));
        Path classes = Files.createDirectories(work.resolve("classes"));
        Files.createDirectories(source.toAbsolutePath().getParent());
        Files.writeString(source, patched(root));
        compile(source, classes);
        try (URLClassLoader loader = new URLClassLoader(classPath(classes), ClassLoader.getPlatformClassLoader())) {
            Class<?> hunt = loader.loadClass(MutationHunt.class.getName());
            return (String) hunt.getMethod("hunt", long.class, long.class).invoke(null, base, seeds);
        }
    }

    private static void compile(Path source, Path classes) {
        ToolProvider javac =
                ToolProvider.findFirst("javac").orElseThrow(() -> new IllegalStateException("the tests need a JDK"));
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages, true);
        int status = javac.run(
                out,
                out,
                "-nowarn",
                "-proc:none",
                "-parameters",
                "-d",
                classes.toString(),
                "-cp",
                classPathText(),
                source.toString());
        if (status != 0) {
            throw new IllegalStateException("the patched source does not compile: " + messages);
        }
    }

    private static String classPathText() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static URL[] classPath(Path first) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        urls.add(first.toUri().toURL());
        for (String element : classPathText().split(File.pathSeparator, -1)) {
            urls.add(Path.of(element).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    @Override
    public String toString() {
        return name + ": " + what;
    }
}
