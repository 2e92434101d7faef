package io.gatehouse.zk;

import java.util.concurrent.CompletionStage;

/**
 * How one kind of sealed znodes stands for values.
 *
 * @param <K> names a znode
 * @param <V> immutable, compared with {@code equals}
 */
interface SealedFormat<K, V> {
    String path(K key);

    /** Fails with {@link io.gatehouse.zk.znode.MalformedZnode}. */
    V decode(K key, byte[] data);

    byte[] encode(V value);

    /** What an absent znode stands for. */
    V nothing();

    /** Creates what must be there before the znode can be. */
    CompletionStage<Void> makeParents(K key);
}
