// SPDX-License-Identifier: Apache-2.0
package io.txmysql.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Optional;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * A Maven artifact that carries a server: its coordinates and, inside the jar, a folder (a name that ends in a slash) or
 * a compressed tar archive. Found on the class path by the {@code pom.properties} that Maven puts into every jar,
 * because two artifacts may use the same name for different archives.
 */
record Artifact(String groupId, String artifactId, String version, String content) {

    String coordinates() {
        return groupId + ":" + artifactId + ":" + version;
    }

    boolean holdsFolder() {
        return content.endsWith("/");
    }

    /** The jar, if the class path has it. The caller closes it. */
    Optional<JarFile> open() {
        String marker = "META-INF/maven/" + groupId + "/" + artifactId + "/pom.properties";
        URL found = find(marker);
        if (found == null) {
            return Optional.empty();
        }
        try {
            if (!(found.openConnection() instanceof JarURLConnection connection)) {
                throw new EmbeddedServerException(
                        coordinates() + " must be a jar on the class path, but is at " + found);
            }
            connection.setUseCaches(false);
            return Optional.of(connection.getJarFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open " + found, e);
        }
    }

    private static @Nullable URL find(String resource) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        URL found = context == null ? null : context.getResource(resource);
        return found != null ? found : ClassLoader.getSystemResource(resource);
    }
}
