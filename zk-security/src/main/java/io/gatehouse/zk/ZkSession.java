package io.gatehouse.zk;

import io.gatehouse.tls.LiveMaterial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * The one session with ZooKeeper, over mutual TLS, and logged in by Kerberos where the settings say so. Every call is
 * asynchronous and pipelined; replies come in the order of the calls, so a caller that applies them in its callback sees the
 * tree move forward only.
 *
 * <p>A call whose connection is lost is sent again, on the same session, until it is answered or the session expires
 * (COMPAT C1.3). So a write may have happened although the answer says otherwise: a re-sent create may find its own
 * znode ({@link ZnodeExists}), a conditional write may find its own version ({@link ZnodeVersionConflict}), a
 * sequential create may leave two. Whoever writes looks at what is there before it decides that somebody else did it.
 *
 * <p>After an expiry a new session is opened by itself; calls of the old one fail with {@link ZkSessionExpired}, calls
 * made meanwhile wait for the new one. Watches do not survive: {@link SessionState#RECONNECTED_NEW_SESSION} says when
 * to read again.
 *
 * <p>Thread: any; stages complete, watches fire and states are told on ZooKeeper's event thread: do not block there.
 */
public final class ZkSession implements AutoCloseable {
    private static final int NAMED_MAX = 4;

    private final SessionKeeper keeper;
    private final CallQueue calls;
    private final Znodes znodes;

    private ZkSession(ZkSettings settings) {
        this.calls = new CallQueue(settings.inFlightMax());
        this.keeper = new SessionKeeper(settings, calls);
        this.znodes = new Znodes(settings.chroot(), new ZnodePermissions(settings.setAcl()));
    }

    /**
     * Opens a session, creates the chroot if it is missing, and returns when a server has answered.
     *
     * @throws ZkUnavailable within the connection timeout, with the reason in one sentence
     */
    public static ZkSession connect(ZkSettings settings) {
        ZkSession session = new ZkSession(settings);
        try {
            session.keeper.open();
            session.keeper.await(session.ensureChroot(settings.chroot()));
        } catch (ZkFailure e) {
            session.close();
            throw e;
        }
        return session;
    }

    /** The znode's data, or empty if it is not there. */
    public CompletionStage<Optional<ZnodeValue>> read(String path) {
        return read(path, null);
    }

    /** As {@link #read}; {@code onChange} runs once, at the next change, creation or deletion of the znode. */
    public CompletionStage<Optional<ZnodeValue>> readAndWatch(String path, Runnable onChange) {
        Watcher watcher = keeper.watcher(onChange);
        return read(path, watcher).thenCompose(found -> found.isPresent() ? done(found) : watchAbsent(path, watcher));
    }

    /** The names of a znode's children, in no order; an empty list if the znode is not there. */
    public CompletionStage<List<String>> children(String path) {
        return children(path, null);
    }

    /** As {@link #children}; {@code onChange} runs once, when a child comes or goes, or the znode itself. */
    public CompletionStage<List<String>> childrenAndWatch(String path, Runnable onChange) {
        return children(path, keeper.watcher(onChange));
    }

    /**
     * Creates a znode; its parent must be there.
     *
     * @return the path, for a sequential znode with its number; fails with {@link ZnodeExists}, {@link ZnodeMissing}
     */
    public CompletionStage<String> create(String path, byte[] data, ZnodeKind kind) {
        return createNode(znodes, path, data, kind);
    }

    /** Creates a persistent znode without data, and its parents, where they are not there yet. */
    public CompletionStage<Void> ensure(String path) {
        return ensure(znodes, path);
    }

    /**
     * Replaces a znode's data.
     *
     * @param expectedVersion the version that it must have, -1 for any
     * @return the new version; fails with {@link ZnodeMissing}, {@link ZnodeVersionConflict}
     */
    public CompletionStage<Integer> write(String path, byte[] data, int expectedVersion) {
        byte[] copy = data.clone();
        return calls.submit(
                path,
                (zk, answer) -> zk.setData(
                        znodes.absolute(path),
                        copy,
                        expectedVersion,
                        (rc, p, c, stat) -> answer.of(rc, () -> stat.getVersion()),
                        null));
    }

    /** Deletes a znode without children; fails with {@link ZnodeMissing}, {@link ZnodeVersionConflict}, {@link ZnodeNotEmpty}. */
    public CompletionStage<Void> delete(String path, int expectedVersion) {
        return calls.<Optional<Void>>submit(
                        path,
                        (zk, answer) -> zk.delete(
                                znodes.absolute(path),
                                expectedVersion,
                                (rc, p, c) -> answer.of(rc, Optional::empty),
                                null))
                .thenAccept(deleted -> {});
    }

    /** Does all parts or none; fails as the first part that could not be done would fail alone. */
    public CompletionStage<List<OpOutcome>> multi(List<ZkOp> ops) {
        List<ZkOp> parts = List.copyOf(ops);
        List<Op> sent = new ArrayList<>();
        parts.forEach(op -> sent.add(znodes.op(op)));
        return calls.submit(
                text(parts),
                (zk, answer) ->
                        zk.multi(sent, (rc, p, c, results) -> znodes.answerMulti(parts, rc, results, answer), null));
    }

    /** For messages, which a large multi must not fill. */
    private static String text(List<ZkOp> parts) {
        List<String> named = parts.stream().limit(NAMED_MAX).map(ZkOp::path).toList();
        int others = parts.size() - named.size();
        return others == 0 ? named.toString() : named + " and " + others + " more";
    }

    /** How many bytes the request of a {@link #multi} has, of which servers take {@code jute.maxbuffer} at most. */
    int bytes(List<ZkOp> ops) {
        return znodes.bytes(ops);
    }

    /** Keys and trust that connections are made with, where there is TLS: to be looked at every few seconds. */
    public Optional<LiveMaterial> material() {
        return keeper.material();
    }

    /** The number of the session that is open, or was last. */
    public long sessionId() {
        return keeper.sessionId();
    }

    /** Adds a listener; it is not told the present state. */
    public void onSessionState(Consumer<SessionState> listener) {
        keeper.listen(listener);
    }

    /** Ends the session on the server, so that its ephemeral znodes go at once; open calls fail. */
    @Override
    public void close() {
        keeper.close();
    }

    private CompletionStage<Optional<ZnodeValue>> read(String path, @Nullable Watcher watcher) {
        return calls.submit(path, (zk, answer) -> {
            AsyncCallback.DataCallback reply = (rc, p, c, data, stat) -> {
                if (rc == Code.NONODE.intValue()) {
                    answer.ok(Optional.empty());
                } else {
                    answer.of(rc, () -> Optional.of(ZnodeValue.of(data, stat)));
                }
            };
            zk.getData(znodes.absolute(path), watcher, reply, null);
        });
    }

    /** Sets the watch that fires at a creation; if the znode has come meanwhile, reads it. */
    private CompletionStage<Optional<ZnodeValue>> watchAbsent(String path, Watcher watcher) {
        CompletionStage<Boolean> present = calls.submit(path, (zk, answer) -> {
            AsyncCallback.StatCallback reply = (int rc, String p, Object c, Stat stat) -> {
                if (rc == Code.NONODE.intValue()) {
                    answer.ok(false);
                } else {
                    answer.of(rc, () -> true);
                }
            };
            zk.exists(znodes.absolute(path), watcher, reply, null);
        });
        return present.thenCompose(there -> there ? read(path, watcher) : done(Optional.empty()));
    }

    private CompletionStage<List<String>> children(String path, @Nullable Watcher watcher) {
        return calls.submit(path, (zk, answer) -> {
            AsyncCallback.ChildrenCallback reply = (rc, p, c, names) -> {
                if (rc == Code.NONODE.intValue()) {
                    answer.ok(List.of());
                } else {
                    answer.of(rc, () -> List.copyOf(names));
                }
            };
            zk.getChildren(znodes.absolute(path), watcher, reply, null);
        });
    }

    private CompletionStage<String> createNode(Znodes tree, String path, byte @Nullable [] data, ZnodeKind kind) {
        byte[] copy = data == null ? null : data.clone();
        return calls.submit(
                path,
                (zk, answer) -> zk.create(
                        tree.absolute(path),
                        copy,
                        tree.permissions(path),
                        kind.mode(),
                        (rc, p, c, name) -> answer.of(rc, () -> tree.relative(name)),
                        null));
    }

    private CompletionStage<Void> ensureChroot(String chroot) {
        return chroot.isEmpty() ? nothing() : ensure(znodes.unrooted(), chroot);
    }

    private CompletionStage<Void> ensure(Znodes tree, String path) {
        return createNode(tree, path, null, ZnodeKind.PERSISTENT)
                .<CompletionStage<Void>>handle((created, failure) -> ensured(tree, path, failure))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Void> ensured(Znodes tree, String path, @Nullable Throwable failure) {
        Throwable cause = failure == null ? null : ZkFailure.unwrap(failure);
        if (cause == null || cause instanceof ZnodeExists) {
            return nothing();
        }
        if (cause instanceof ZnodeMissing && path.lastIndexOf('/') > 0) {
            return ensure(tree, path.substring(0, path.lastIndexOf('/'))).thenCompose(parent -> ensure(tree, path));
        }
        return CompletableFuture.failedFuture(cause);
    }

    private static CompletionStage<Void> nothing() {
        return CompletableFuture.<@Nullable Void>completedFuture(null).thenAccept(done -> {});
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
