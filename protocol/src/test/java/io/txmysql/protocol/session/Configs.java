// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol.session;

import io.txmysql.protocol.session.SessionConfig.Features;
import io.txmysql.protocol.session.SessionConfig.Identity;
import io.txmysql.protocol.session.SessionConfig.Limits;
import io.txmysql.protocol.session.SessionConfig.Security;
import io.txmysql.protocol.session.SessionConfig.Setup;
import io.txmysql.protocol.session.SessionConfig.TlsPolicy;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Session configurations for tests. */
final class Configs {
    static final String PASSWORD = "s3cret-Pa55word";

    private static final Limits LIMITS = new Limits(64, 16, 2048);

    private Configs() {}

    static SessionConfig plain() {
        return limited(LIMITS);
    }

    static SessionConfig limited(Limits limits) {
        return new SessionConfig(
                "db.example:3306", identity("app"), security(TlsPolicy.DISABLED), features(false), limits, Setup.NONE);
    }

    static SessionConfig withSetup(Setup setup, int pipelining) {
        return new SessionConfig(
                "db.example:3306",
                identity("app"),
                security(TlsPolicy.DISABLED),
                features(false),
                new Limits(pipelining, 16, 2048),
                setup);
    }

    static SessionConfig compressed() {
        return new SessionConfig(
                "db.example:3306", identity("app"), security(TlsPolicy.DISABLED), features(true), LIMITS, Setup.NONE);
    }

    static SessionConfig tls(TlsPolicy policy) {
        return secured(security(policy));
    }

    static SessionConfig secured(Security security) {
        return new SessionConfig("db.example:3306", identity("app"), security, features(false), LIMITS, Setup.NONE);
    }

    static SessionConfig withDatabase(@Nullable String database) {
        return new SessionConfig(
                "db.example:3306",
                identity(database),
                security(TlsPolicy.DISABLED),
                features(false),
                LIMITS,
                Setup.NONE);
    }

    static Security security(TlsPolicy policy) {
        return new Security(policy, false, null, false, new SecureRandom());
    }

    static Security unixSocket() {
        return new Security(TlsPolicy.DISABLED, true, null, false, new SecureRandom());
    }

    static Security knownKey(PublicKey key) {
        return new Security(TlsPolicy.DISABLED, false, key, false, new SecureRandom());
    }

    static Security keyRetrieval() {
        return new Security(TlsPolicy.DISABLED, false, null, true, new SecureRandom());
    }

    private static Identity identity(@Nullable String database) {
        return new Identity("ann", PASSWORD, database, Map.of("program_name", "tests"));
    }

    private static Features features(boolean compression) {
        return new Features(compression, false, false);
    }
}
