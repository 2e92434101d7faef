package io.gatehouse.quotas;

/** A limit that was found for somebody, and who shares its bucket (CONFORMANCE QTZ-04). */
record BoundLimit(double rate, Sharing sharing) {
    enum Sharing {
        USER_AND_CLIENT,
        USER,
        CLIENT
    }
}
