package io.gatehouse.broker.log;

/** Who asks for an append; a client's batches are checked more strictly than our own (COMPAT A5.4). */
public enum AppendOrigin {
    /** Produce requests. */
    CLIENT,
    /** Our coordinators, which write several batches at once and no producer ids. */
    COORDINATOR
}
