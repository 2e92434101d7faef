package io.gatehouse.broker.log;

/** The newest offset of each key, in a table of fixed size (COMPAT A10.3). Thread: one cleaner thread. */
final class KeyOffsets {
    static final long NONE = -1;

    /** Two for the key, one for the offset. */
    private static final int SLOT_LONGS = 3;

    private static final int SLOT_BYTES = SLOT_LONGS * Long.BYTES;
    private static final int SLOTS_MIN = 16;

    private final long[] table;
    private final int slots;
    private final int most;
    private int count;

    private KeyOffsets(int slots, int most) {
        this.slots = slots;
        this.most = most;
        table = new long[slots * SLOT_LONGS];
    }

    /**
     * A table for so many keys, or for as many as the memory allows.
     *
     * @param loadFactor how full it may become, up to 1
     */
    static KeyOffsets forKeys(long keys, long memoryBytes, double loadFactor) {
        long slotsMax = Math.min(memoryBytes / SLOT_BYTES, Integer.MAX_VALUE / SLOT_LONGS - 1);
        int slots = (int) Math.max(SLOTS_MIN, Math.min(slotsMax, 2 * keys));
        return new KeyOffsets(slots, Math.max(1, (int) Math.min(slots - 1, slots * loadFactor)));
    }

    /** Whether so many more keys fit, even if all of them are new. */
    boolean takes(int more) {
        return more <= most - count;
    }

    void put(KeyHash key, long offset) {
        int at = find(key);
        if (table[at + 2] == 0) {
            count++;
        }
        table[at] = key.high();
        table[at + 1] = key.low();
        table[at + 2] = offset + 1; // An empty slot has zero.
    }

    /** The newest offset of the key, or {@link #NONE}. */
    long get(KeyHash key) {
        return table[find(key) + 2] - 1;
    }

    /** Where the key is, or the free slot where it belongs. */
    private int find(KeyHash key) {
        int slot = (int) Math.floorMod(key.low(), (long) slots);
        while (true) {
            int at = slot * SLOT_LONGS;
            if (table[at + 2] == 0 || (table[at] == key.high() && table[at + 1] == key.low())) {
                return at;
            }
            slot = slot + 1 == slots ? 0 : slot + 1;
        }
    }
}
