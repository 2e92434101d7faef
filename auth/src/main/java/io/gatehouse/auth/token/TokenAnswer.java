package io.gatehouse.auth.token;

/** What came of a wish about a token. */
public sealed interface TokenAnswer {
    /** It is as it is now; of one that was removed, as it was, with its end. */
    record Done(DelegationToken token) implements TokenAnswer {}

    /** Nothing has changed. */
    enum Refused implements TokenAnswer {
        NOT_FOUND,
        NOT_YOURS,
        OVER,
        /** The owner has as many as there may be. */
        TOO_MANY
    }
}
