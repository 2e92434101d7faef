package io.gatehouse.broker.main;

/** A change that was found good; one of the two is called. */
interface PreparedChange {
    /** Must not fail. */
    void use();

    /** Something else of the change is no good. Must not fail. */
    void drop();
}
