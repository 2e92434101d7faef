package io.gatehouse.auth.sasl;

/** This broker could not prove itself, or another one not. The message is a sentence for the operator, without secrets. */
public final class FailedExchange extends Exception {
    private static final long serialVersionUID = 1L;

    public FailedExchange(String sentence) {
        super(sentence, null, false, false); // No stack trace: a peer causes these at will.
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
