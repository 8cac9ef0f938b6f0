// SPDX-License-Identifier: Apache-2.0
package io.txmysql.testkit;

import java.io.IOException;

/** Thrown to leave an {@link Answer} when its script has ended the connection: nothing is wrong. */
final class ConversationOver extends IOException {
    private static final long serialVersionUID = 1;

    ConversationOver() {
        super("the script has ended this connection");
    }
}
