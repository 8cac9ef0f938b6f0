// SPDX-License-Identifier: Apache-2.0
package io.txmysql.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txmysql.protocol.error.InvalidOptionException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The name of an option")
final class OptionNamesTest {

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "connectTimeuot, connectTimeout",
        "conectTimeout, connectTimeout",
        "connecttimeout, connectTimeout",
        "ssl-mode, sslMode",
        "SSLMODE, sslMode",
        "sslCA, sslCa",
        "pasword, password",
        "databse, database",
        "useaffectedrows, useAffectedRows",
        "allowMultiQuery, allowMultiQueries",
        "prepStmtCachSize, prepStmtCacheSize",
    })
    @DisplayName("that is unknown is rejected with the nearest one")
    void nearest(String written, String suggested) {
        assertThatThrownBy(() -> OptionNames.find(written))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("unknown option \"" + written + "\"; did you mean \"" + suggested + "\"?");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"x", "blobSendChunkSize", "paranoid"})
    @DisplayName("that is near to nothing is rejected without a guess")
    void nothingNear(String written) {
        assertThatThrownBy(() -> OptionNames.find(written))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("unknown option \"" + written + "\" [");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "useSSL, sslMode",
        "trustStore, sslCa",
        "serverTimezone, connectionTimeZone",
        "retry_on_error, retryPolicy",
        "query_timeout, statementTimeout",
        "readTimeout, socketTimeout",
        "minPoolSize, minIdle",
        "connectionLimit, maxSize",
        "queueLimit, maxWaitQueueSize",
        "maxLifetime, maxLifeTime",
        "validationQuery, validationDepth",
        "useResetConnection, resetOnRelease",
    })
    @DisplayName("that another driver gives to something similar is rejected with a pointer")
    void similar(String written, String option) {
        assertThatThrownBy(() -> OptionNames.find(written))
                .hasMessageStartingWith("unknown option \"" + written + "\"; see \"" + option + "\"");
    }

    @Test
    @DisplayName("that others use for two different things is rejected with a pointer to both")
    void ambiguous() {
        assertThatThrownBy(() -> OptionNames.find("connectionTimeout"))
                .hasMessageStartingWith(
                        "unknown option \"connectionTimeout\"; see \"connectTimeout\" and \"maxAcquireTime\" [");
    }

    @Test
    @DisplayName("is not at the same time one that only points to it")
    void relativesAreNoNames() {
        assertThat(OptionTable.ALL)
                .allSatisfy(option -> assertThat(option.relatives()).noneMatch(OptionNames::isKnown));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "host",
                "port",
                "user",
                "password",
                "database",
                "unixSocket",
                "connectTimeout",
                "idleTimeout",
                "sslMode",
                "sslCa",
                "tlsVersion",
                "serverRSAPublicKeyFile",
                "allowPublicKeyRetrieval",
                "compressionAlgorithms",
                "connectionAttributes",
                "prepStmtCacheSize",
                "prepStmtCacheSqlLimit",
                "allowMultiQueries",
                "useAffectedRows",
                "pipeliningLimit",
                "backoff",
                "maxBackoffTime",
                "maxBacklog",
                "maxBacklogBytes",
                "retryPolicy",
                "temporaryErrors",
                "statementTimeout",
                "socketTimeout",
                "cancelTimeout",
                "autoRepair",
                "rejectReadOnly",
                "sessionVariables",
                "pipeliningMaxWait",
                "minIdle",
                "maxSize",
                "maxWaitQueueSize",
                "maxAcquireTime",
                "maxIdleTime",
                "maxLifeTime",
                "validationDepth",
                "leakDetectionThreshold",
                "resetOnRelease"
            })
    @DisplayName("tx#1: of what is built, is known")
    void built(String name) {
        assertThat(OptionNames.find(name).name()).isEqualTo(name);
        assertThat(OptionNames.find(name).isPlanned()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "connectionCollation",
                "maxAllowedPacket",
                "lockWaitTimeout",
                "sslCert",
                "sslKey",
                "sslKeyPassword",
                "restrictedAuth",
                "passwordPublisher",
                "zstdCompressionLevel",
                "initSql",
                "connectionTimeZone",
                "preserveInstants",
                "forceConnectionTimeZoneToSession",
                "zeroDateTimeBehavior",
                "tinyInt1isBit",
                "rewriteBatchedStatements",
                "fetchSize",
                "maxResultRows",
                "maxResultBytes"
            })
    @DisplayName("of what is not built yet is told apart from an unknown one")
    void planned(String name) {
        assertThatThrownBy(() -> MySQLOptions.builder().option(name, "1"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("option \"" + name + "\": not supported yet");
    }

    @ParameterizedTest(name = "{0}={1} → {2}={3}")
    @CsvSource({
        "hostname, db1, host, db1:3306",
        "username, root, user, root",
        "schema, foo, database, foo",
        "localSocket, /s, unixSocket, /s",
        "socket, /s, unixSocket, /s",
        "socketPath, /s, unixSocket, /s",
        "tlsVersions, TLSv1.3, tlsVersion, TLSv1.3",
        "serverRsaPublicKeyFile, key.pem, serverRSAPublicKeyFile, key.pem",
        "prepareCacheSize, 7, prepStmtCacheSize, 7",
        "useCompression, true, compressionAlgorithms, 'zlib,uncompressed'",
        "useCompression, false, compressionAlgorithms, uncompressed",
        "idle_timeout, 120, idleTimeout, 2m",
        "maxPoolSize, 8, maxSize, 8",
        "maximumPoolSize, 20, maxSize, 20",
    })
    @DisplayName("may be the one that another driver uses for the same")
    void alias(String alias, String text, String name, String value) {
        MySQLOptions options = MySQLOptions.builder().option(alias, text).build();

        assertThat(OptionNames.find(name).print(options)).isEqualTo(value);
    }

    @Test
    @DisplayName("tx#1: connect_timeout counts seconds as in the ancestor, connectTimeout milliseconds as in JDBC")
    void units() {
        assertThat(MySQLOptions.parse("mysql://db?connect_timeout=30")
                        .timeouts()
                        .connectTimeout())
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(MySQLOptions.parse("mysql://db?connectTimeout=30").timeouts().connectTimeout())
                .isEqualTo(Duration.ofMillis(30));
    }
}
