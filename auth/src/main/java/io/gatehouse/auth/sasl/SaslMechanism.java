package io.gatehouse.auth.sasl;

/** A way to prove an identity that a listener offers. Thread: any. */
public interface SaslMechanism {
    /** The registered name as the handshake carries it, for example {@code SCRAM-SHA-512}. */
    String name();

    /** A fresh exchange for one connection. */
    SaslExchange begin();
}
