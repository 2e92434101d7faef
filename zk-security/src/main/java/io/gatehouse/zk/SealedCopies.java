package io.gatehouse.zk;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.zk.znode.MalformedZnode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Our copy of many sealed znodes. Replies come in the order of the calls, so each read is numbered when it is sent, and
 * one that is overtaken on its way to us by a later one is not applied: no copy ever goes back in time.
 *
 * <p>All are read again between {@link #mark} and {@link #sweep}, which forgets those that were not read since: they are
 * gone. Thread: any.
 */
final class SealedCopies<K, V> {
    private final SealedZnodes znodes;
    private final SealedFormat<K, V> format;
    private final AuditTrail audit;

    private final Map<K, Copy<V>> copies = new HashMap<>();

    /** Absent ones; kept while an older read may still be on its way. */
    private final Set<K> gone = new HashSet<>();

    private final Set<K> unreadable = new HashSet<>();

    private long sent;
    private int open;

    SealedCopies(SealedZnodes znodes, SealedFormat<K, V> format, AuditTrail audit) {
        this.znodes = znodes;
        this.format = format;
        this.audit = audit;
    }

    /**
     * Reads one znode. One that does not open, is malformed or may not be read counts as unreadable; the stage fails
     * only if no answer came.
     */
    CompletionStage<Void> refresh(K key) {
        CompletionStage<Optional<SealedValue>> reading;
        long number;
        synchronized (this) {
            number = ++sent;
            open++;
            reading = znodes.read(format.path(key));
        }
        return reading.thenApply(found ->
                        new Copy<>(number, found.map(value -> format.decode(key, value.data())), false))
                .exceptionally(failure -> unreadable(key, number, ZkFailure.unwrap(failure)))
                .whenComplete((copy, failure) -> apply(key, copy))
                .thenAccept(copy -> {});
    }

    /** Before all are read. */
    synchronized long mark() {
        return sent;
    }

    /** After all were read. */
    synchronized void sweep(long mark) {
        copies.replaceAll((key, copy) -> copy.number() > mark ? copy : new Copy<>(mark, Optional.empty(), false));
        copies.forEach((key, copy) -> {
            note(key, copy);
            if (copy.absent()) {
                gone.add(key);
            }
        });
        forget();
    }

    synchronized View<K, V> view() {
        return view(copies.keySet());
    }

    /** As {@link #view()}, but with the values of these only. */
    synchronized View<K, V> view(Collection<K> keys) {
        Map<K, V> values = new HashMap<>();
        for (K key : keys) {
            Copy<V> copy = copies.get(key);
            if (copy != null) {
                copy.value().ifPresent(value -> values.put(key, value));
            }
        }
        return new View<>(values, unreadable);
    }

    private Copy<V> unreadable(K key, long number, Throwable cause) {
        if (cause instanceof MalformedZnode) {
            audit.record(new AuditEvent("znode.malformed", "refused").with("path", format.path(key)));
        } else if (!(cause instanceof SealBroken || cause instanceof ZnodeDenied)) {
            throw new CompletionException(cause);
        }
        return new Copy<>(number, Optional.empty(), true);
    }

    private synchronized void apply(K key, @Nullable Copy<V> copy) {
        open--;
        if (copy != null) {
            Copy<V> before = copies.get(key);
            if (before == null || before.number() < copy.number()) {
                copies.put(key, copy);
                note(key, copy);
                gone.remove(key);
                if (copy.absent()) {
                    gone.add(key);
                }
            }
        }
        forget();
    }

    private void note(K key, Copy<V> copy) {
        if (copy.unreadable()) {
            unreadable.add(key);
        } else {
            unreadable.remove(key);
        }
    }

    private void forget() {
        if (open == 0) {
            gone.forEach(copies::remove);
            gone.clear();
        }
    }

    /**
     * What is known at one moment.
     *
     * @param unreadable all such keys
     */
    record View<K, V>(Map<K, V> values, Set<K> unreadable) {
        View {
            values = Map.copyOf(values);
            unreadable = Set.copyOf(unreadable);
        }
    }

    private record Copy<V>(long number, Optional<V> value, boolean unreadable) {
        boolean absent() {
            return value.isEmpty() && !unreadable;
        }
    }
}
