// SPDX-License-Identifier: Apache-2.0
/** A scripted MySQL server and a proxy with faults, both on the loopback interface. */
@NullMarked
package io.txmysql.testkit;

import org.jspecify.annotations.NullMarked;
