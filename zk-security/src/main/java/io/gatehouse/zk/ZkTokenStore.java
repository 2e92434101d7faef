package io.gatehouse.zk;

import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.token.DelegationToken;
import io.gatehouse.auth.token.TokenStore;
import io.gatehouse.zk.znode.MalformedZnode;
import io.gatehouse.zk.znode.TokenZnode;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delegation tokens as sealed znodes (COMPAT C8, CONFORMANCE DTK-16 to DTK-19). One that cannot be read is none: nobody logs
 * in with it, and the audit log says why (attack 129).
 *
 * <p>Thread: any; listeners run on ZooKeeper's event thread or the caller's, one call at a time.
 */
public final class ZkTokenStore implements TokenStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(ZkTokenStore.class);

    private final ZkSession session;
    private final SealedCopies<String, Optional<DelegationToken>> copies;
    private final SealedChanges<String, Optional<DelegationToken>> changes;
    private final ChangeFeed feed;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Object telling = new Object();
    private volatile Map<String, DelegationToken> known = Map.of();

    public ZkTokenStore(ZkSession session, SealedZnodes znodes, AuditTrail audit, InstantSource clock) {
        TokenFormat format = new TokenFormat(session);
        this.session = session;
        this.copies = new SealedCopies<>(znodes, format, audit);
        this.changes = new SealedChanges<>(znodes, format);
        this.feed = new ChangeFeed(session, TokenZnode.CHANGES, TokenZnode.CHANGE, this::onNews, clock);
    }

    /** Reads all, then follows what others change; to be called once. Fails if ZooKeeper does not answer. */
    public CompletionStage<Void> start() {
        session.onSessionState(state -> {
            if (state == SessionState.RECONNECTED_NEW_SESSION) {
                report(reload());
            }
        });
        return reload();
    }

    @Override
    public Map<String, DelegationToken> all() {
        return known;
    }

    @Override
    public void onChange(Runnable changed) {
        listeners.add(changed);
    }

    @Override
    public CompletionStage<Void> change(String id, UnaryOperator<Optional<DelegationToken>> change) {
        return changes.change(id, change, () -> refresh(List.of(id)), () -> feed.announce(TokenZnode.encodeChange(id)));
    }

    private void onNews(List<byte[]> news) {
        Set<String> ids = new HashSet<>();
        for (byte[] each : news) {
            try {
                ids.add(TokenZnode.decodeChange(each));
            } catch (MalformedZnode e) {
                LOGGER.atWarn()
                        .addKeyValue("folder", TokenZnode.CHANGES)
                        .log("change notification ignored: {}", e.getMessage());
            }
        }
        report(refresh(ids));
    }

    private CompletionStage<Void> refresh(Collection<String> ids) {
        return Stages.all(ids.stream().map(copies::refresh).toList()).thenAccept(done -> tell());
    }

    /** Follows first, so that nothing changes unseen between reading and following. */
    private CompletionStage<Void> reload() {
        long mark = copies.mark();
        return feed.follow()
                .thenCompose(done -> session.ensure(TokenZnode.FOLDER))
                .thenCompose(done -> session.children(TokenZnode.FOLDER))
                .thenCompose(names -> Stages.all(names.stream()
                        .filter(TokenZnode::isId)
                        .map(copies::refresh)
                        .toList()))
                .thenAccept(done -> {
                    copies.sweep(mark);
                    tell();
                });
    }

    private void tell() {
        synchronized (telling) {
            Map<String, DelegationToken> tokens = new HashMap<>();
            copies.view().values().forEach((id, token) -> token.ifPresent(present -> tokens.put(id, present)));
            known = Map.copyOf(tokens);
            listeners.forEach(Runnable::run);
        }
    }

    private static void report(CompletionStage<Void> stage) {
        stage.whenComplete((done, failure) -> {
            Throwable cause = failure == null ? null : ZkFailure.unwrap(failure);
            if (cause != null && !ZkFailure.ofSession(cause)) {
                LOGGER.atError().setCause(cause).log("delegation tokens not read");
            }
        });
    }
}
