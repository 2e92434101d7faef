package io.gatehouse.broker.log;

/** Who asks for an append; a client's batches are checked more strictly than our own (COMPAT A5.4). */
public enum AppendOrigin {
    /** Produce requests outside of transactions. */
    CLIENT,
    /** Produce requests of a client whose open transaction its coordinator has confirmed (COMPAT A5.6.9). */
    CLIENT_IN_TRANSACTION,
    /**
     * Our coordinators. They write several batches at once, end transactions by markers, and put offsets into a
     * client's transaction without a sequence.
     */
    COORDINATOR;

    boolean client() {
        return this != COORDINATOR;
    }
}
