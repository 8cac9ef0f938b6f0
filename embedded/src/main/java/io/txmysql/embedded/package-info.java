// SPDX-License-Identifier: Apache-2.0
/**
 * {@link io.txmysql.embedded.EmbeddedServer} and what it needs, from the jar to the greeting: {@code Artifact} finds the
 * jar, {@code Unpacking} and {@code Cache} make a {@code ServerTree} of it, {@code SystemTables} and
 * {@code DataDirectory} the files, {@code Certificates} the TLS files, {@code ServerProcess} and {@code Watchdog} run it.
 */
@NullMarked
package io.txmysql.embedded;

import org.jspecify.annotations.NullMarked;
