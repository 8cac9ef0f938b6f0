// SPDX-License-Identifier: Apache-2.0
package io.txmysql.transport;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a new session begins with, beside the options: what the sessions before it had.
 *
 * @param database selected in the login; null for none
 * @param variables session variables that were changed, and the SQL expressions of their values
 */
public record SessionStart(@Nullable String database, Map<String, String> variables) {}
