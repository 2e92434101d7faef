package io.gatehouse.broker.log;

/** Arithmetic of producers' sequence numbers, which go from 2^31-1 back to 0 (COMPAT A5.6.13). */
final class Sequence {
    private Sequence() {}

    static int increment(int sequence, int by) {
        return sequence > Integer.MAX_VALUE - by ? by - (Integer.MAX_VALUE - sequence) - 1 : sequence + by;
    }

    static int decrement(int sequence, int by) {
        return sequence < by ? Integer.MAX_VALUE - (by - sequence) + 1 : sequence - by;
    }
}
