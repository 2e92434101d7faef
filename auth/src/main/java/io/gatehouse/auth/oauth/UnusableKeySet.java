package io.gatehouse.auth.oauth;

import java.io.IOException;

/** What was read is no set of keys, or none that is worth having. The message shows nothing of it. */
final class UnusableKeySet extends IOException {
    private static final long serialVersionUID = 1;

    UnusableKeySet(String message) {
        super(message);
    }
}
