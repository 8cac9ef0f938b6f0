// SPDX-License-Identifier: Apache-2.0
/**
 * Real MariaDB and MySQL servers for tests and demos, started from Maven artifacts. Not meant for production: the
 * settings prefer speed to durability.
 */
module io.txmysql.embedded {
    requires org.apache.commons.compress;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.txmysql.embedded;
}
