package io.gatehouse.tls;

/**
 * What a look at the files has led to.
 *
 * @param reason why nothing was replaced, for {@link State#REFUSED}; otherwise what is served now, or nothing
 */
public record Reload(State state, String reason) {
    /** How a look ended. */
    public enum State {
        /** The files are as they were. */
        SAME,
        /** The files have changed since the last look: they count when two looks in a row see the same. */
        SETTLING,
        /** New handshakes use what the files hold now. */
        REPLACED,
        /** What the files hold now is no good; what was in use stays in use. Told once for each content. */
        REFUSED
    }

    static final Reload SAME = new Reload(State.SAME, "");
    static final Reload SETTLING = new Reload(State.SETTLING, "");
}
