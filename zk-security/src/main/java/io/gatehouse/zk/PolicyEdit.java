package io.gatehouse.zk;

import io.gatehouse.zk.znode.MalformedZnode;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * What a plan does with one znode.
 *
 * @param found when it was read for the plan
 */
record PolicyEdit<K, V>(SealedFormat<K, V> format, K key, Optional<SealedValue> found, V before, V after, ZkOp news) {
    /** How a znode looks afterwards. */
    enum Seen {
        BEFORE,
        AFTER,
        OTHER
    }

    /** Reads the znode; fails with {@link PolicyConflict} as {@code change} does, or because it cannot be read. */
    static <K, V> CompletionStage<PolicyEdit<K, V>> of(
            SealedZnodes znodes, SealedFormat<K, V> format, K key, UnaryOperator<V> change, ZkOp news) {
        return znodes.read(format.path(key)).thenApply(found -> {
            V before = value(format, key, found);
            return new PolicyEdit<>(format, key, found, before, change.apply(before), news);
        });
    }

    boolean changes() {
        return !after.equals(before);
    }

    SealedEdit sealed() {
        String path = format.path(key);
        if (found.isEmpty()) {
            return SealedEdit.create(path, format.encode(after));
        }
        if (after.equals(format.nothing()) && found.get().children() == 0) {
            return SealedEdit.delete(path, found.get());
        }
        return changes()
                ? SealedEdit.write(path, format.encode(after), found.get())
                : SealedEdit.keep(path, found.get());
    }

    CompletionStage<Seen> look(SealedZnodes znodes) {
        return znodes.read(format.path(key)).thenApply(now -> {
            V value = value(format, key, now);
            if (value.equals(after)) {
                return Seen.AFTER;
            }
            return value.equals(before) ? Seen.BEFORE : Seen.OTHER;
        });
    }

    /** Values may be secret. */
    @Override
    public String toString() {
        return "PolicyEdit[" + format.path(key) + "]";
    }

    private static <K, V> V value(SealedFormat<K, V> format, K key, Optional<SealedValue> found) {
        try {
            return found.map(value -> format.decode(key, value.data())).orElseGet(format::nothing);
        } catch (MalformedZnode e) {
            throw new ZkFailure("znode " + format.path(key) + " is malformed: " + e.getMessage(), e);
        }
    }
}
