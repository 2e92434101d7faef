package io.gatehouse.auth.sasl;

/** How this broker proves itself to another: the client's side of a mechanism with this broker's own secret. Thread: any. */
public interface SaslProof {
    /** The mechanism's registered name. */
    String mechanism();

    /** Whom the other broker is told that this one is, for the log; empty where only the secret says it. */
    String user();

    /** A fresh exchange with the broker at {@code host}. */
    SaslClientExchange begin(String host);
}
