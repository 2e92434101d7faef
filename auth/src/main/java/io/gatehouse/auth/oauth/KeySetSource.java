package io.gatehouse.auth.oauth;

import java.io.IOException;

/** Where a provider's keys come from. Thread: one at a time; may block for some seconds. */
public interface KeySetSource {
    /** A set of ten keys with their certificates is 20 KiB; nobody needs a hundred times that (attack 105). */
    int BYTES_MAX = 256 * 1024;

    /**
     * The set as it is now, not looked at yet.
     *
     * @throws IOException with a message for an operator that shows nothing of what was read
     */
    byte[] read() throws IOException;

    /** Its address, for operators. */
    String place();

    /** Whether reading it again because of a key that is missing makes sense, and whether a copy of it is worth keeping. */
    boolean remote();
}
