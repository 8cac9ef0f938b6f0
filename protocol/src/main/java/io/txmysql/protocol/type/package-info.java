// SPDX-License-Identifier: Apache-2.0
/** Column metadata, field types and value types that the JDK lacks. */
@NullMarked
package io.txmysql.protocol.type;

import org.jspecify.annotations.NullMarked;
