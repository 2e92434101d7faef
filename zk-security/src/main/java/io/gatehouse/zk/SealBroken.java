package io.gatehouse.zk;

/**
 * A znode that must be sealed does not open as what it claims to be. Never to be taken for an absent znode: the reader
 * stays closed. The message names the path and no content.
 */
public final class SealBroken extends ZkFailure {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    SealBroken(String path, Reason reason) {
        super("znode " + path + " does not open: " + reason.text);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** What is known; how exactly a forgery fails is not told (attack 276). */
    public enum Reason {
        CLEAR_TEXT("clear-text", "it is clear text (expected: sealed; znode sealing has no migration declared)"),
        UNKNOWN_KEY("unknown-key", "its key is not in the key ring (expected: the key ring that sealed it)"),
        NOT_AUTHENTIC("not-authentic", "it was not sealed for this cluster, path and version, or was changed since");

        private final String word;
        private final String text;

        Reason(String word, String text) {
            this.word = word;
            this.text = text;
        }

        /** For the audit. */
        String word() {
            return word;
        }
    }
}
