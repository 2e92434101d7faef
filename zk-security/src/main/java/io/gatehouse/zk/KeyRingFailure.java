package io.gatehouse.zk;

/** The key ring's file is missing, malformed, or open to others. The message says what to do and shows no key. */
public final class KeyRingFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyRingFailure(String message) {
        super(message);
    }
}
