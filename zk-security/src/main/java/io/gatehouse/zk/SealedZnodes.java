package io.gatehouse.zk;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Znodes whose value only this cluster's brokers can read and write. A value is bound to the cluster, its path, the
 * version that its write produces and the znode's creation: copied elsewhere or put back later it does not open
 * (attacks 270, 271). So every write is conditional on what was read.
 *
 * <p>What this cannot see: that a znode was deleted; that the value with which a znode was once created was put back by
 * deleting and creating it; that all of ZooKeeper was put back to yesterday (attack 286).
 *
 * <p>Thread: any; stages complete on ZooKeeper's event thread.
 */
public final class SealedZnodes {
    /** ZooKeeper takes no more in one znode; more is not worth parsing (attack 277). */
    private static final int SEALED_BYTES_MAX = 1 << 20;

    private final ZkSession session;
    private final KeyRing ring;
    private final Seal seal;
    private final boolean allowClear;
    private final AuditTrail audit;

    /**
     * @param clusterId from {@code /cluster/id}
     * @param allowClear a migration is declared: clear text is read, and sealed with its next write
     * @param random nonces
     */
    public SealedZnodes(
            ZkSession session,
            KeyRing ring,
            String clusterId,
            boolean allowClear,
            AuditTrail audit,
            SecureRandom random) {
        this.session = session;
        this.ring = ring;
        this.seal = new Seal(ring, clusterId, random);
        this.allowClear = allowClear;
        this.audit = audit;
    }

    public ZkSession session() {
        return session;
    }

    /** The opened value, or empty if the znode is not there; fails with {@link SealBroken}, which is audited. */
    public CompletionStage<Optional<SealedValue>> read(String path) {
        return session.read(path).thenApply(found -> found.map(znode -> open(path, znode)));
    }

    /** Creates a persistent znode; fails with {@link ZnodeExists}, {@link ZnodeMissing}. */
    public CompletionStage<Void> create(String path, byte[] clear) {
        return write(batch(List.of(SealedEdit.create(path, clear)), List.of()));
    }

    /** Replaces what was read; fails with {@link ZnodeVersionConflict}, {@link ZnodeMissing}. See {@link #write(SealedBatch)}. */
    public CompletionStage<Void> write(String path, byte[] clear, SealedValue read) {
        return write(batch(List.of(SealedEdit.write(path, clear, read)), List.of()));
    }

    /** Seals, so that the size is known before anything is sent. */
    SealedBatch batch(List<SealedEdit> edits, List<ZkOp> besides) {
        List<ZkOp> ops = new ArrayList<>();
        edits.forEach(edit -> ops.add(op(edit)));
        ops.addAll(besides);
        return new SealedBatch(edits, ops);
    }

    /**
     * Does all or nothing; fails as the first part that could not be done would fail alone.
     *
     * <p>ZooKeeper compares versions only. Where a znode was deleted and created again since the read and has come to
     * the same version, the write goes through, as it does with Kafka; but then its seal is for the znode that was. The
     * answer tells, and the value is sealed once more at once, before anybody is told to read it.
     */
    CompletionStage<Void> write(SealedBatch batch) {
        return session.multi(batch.ops()).thenCompose(outcomes -> {
            List<CompletionStage<Void>> again = new ArrayList<>();
            for (int i = 0; i < batch.edits().size(); i++) {
                again.add(sealedAgain(batch.edits().get(i), outcomes.get(i)));
            }
            return Stages.all(again);
        });
    }

    private CompletionStage<Void> sealedAgain(SealedEdit edit, OpOutcome written) {
        if (edit.clear().isEmpty() || edit.read().isEmpty() || edit.read().get().czxid() == written.czxid()) {
            return Stages.nothing();
        }
        Seal.Place place = Seal.Place.of(edit.path(), written.version() + 1, written.czxid());
        return session.write(edit.path(), seal.close(edit.clear().get(), place), written.version())
                .thenAccept(version -> {});
    }

    private ZkOp op(SealedEdit edit) {
        String path = edit.path();
        if (edit.read().isEmpty()) {
            byte[] clear = edit.clear().orElseThrow();
            return ZkOp.create(path, seal.close(clear, Seal.Place.ofCreation(path)), ZnodeKind.PERSISTENT);
        }
        SealedValue read = edit.read().get();
        if (edit.deleted()) {
            return ZkOp.delete(path, read.version());
        }
        Seal.Place place = Seal.Place.of(path, read.version() + 1, read.czxid());
        return edit.clear()
                .map(clear -> ZkOp.write(path, seal.close(clear, place), read.version()))
                .orElseGet(() -> ZkOp.check(path, read.version()));
    }

    /**
     * Writes a value again with the active key, if another key sealed it or none.
     *
     * @return whether it was written
     */
    public CompletionStage<Boolean> reseal(String path) {
        return read(path).thenCompose(found -> {
            if (found.isEmpty() || found.get().keyId().equals(Optional.of(ring.active()))) {
                return CompletableFuture.completedFuture(false);
            }
            return write(path, found.get().data(), found.get()).thenApply(done -> true);
        });
    }

    private SealedValue open(String path, ZnodeValue znode) {
        byte[] data = znode.data();
        try {
            if (allowClear && (data.length == 0 || Seal.clear(data))) {
                return new SealedValue(data, Optional.empty(), znode);
            }
            if (Seal.clear(data)) {
                throw new SealBroken(path, SealBroken.Reason.CLEAR_TEXT);
            }
            if (data.length > SEALED_BYTES_MAX) {
                throw new SealBroken(path, SealBroken.Reason.NOT_AUTHENTIC);
            }
            Seal.Opened opened = seal.open(data, Seal.Place.of(path, znode.version(), znode.czxid()));
            return new SealedValue(opened.clear(), Optional.of(opened.keyId()), znode);
        } catch (SealBroken e) {
            audit.record(new AuditEvent("znode.auth_failed", "refused")
                    .with("path", path)
                    .with("version", Integer.toString(znode.version()))
                    .with("reason", e.reason().word()));
            throw e;
        }
    }
}
