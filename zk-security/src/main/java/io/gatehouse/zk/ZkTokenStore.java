package io.gatehouse.zk;

import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.token.DelegationToken;
import io.gatehouse.auth.token.TokenStore;
import io.gatehouse.zk.znode.TokenZnode;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Delegation tokens as sealed znodes (COMPAT C8, CONFORMANCE DTK-16 to DTK-19). One that cannot be read is none: nobody logs
 * in with it, and the audit log says why (attack 129).
 *
 * <p>Thread: any; listeners run on ZooKeeper's event thread or the caller's, one call at a time.
 */
public final class ZkTokenStore implements TokenStore {
    private final SealedFolder<DelegationToken> tokens;

    public ZkTokenStore(ZkSession session, SealedZnodes znodes, AuditTrail audit, InstantSource clock) {
        this.tokens = new SealedFolder<>(
                session,
                new SealedFolder.Place<>(
                        "delegation tokens",
                        TokenZnode.FOLDER,
                        TokenZnode::isId,
                        new SealedFolder.News(
                                TokenZnode.CHANGES,
                                TokenZnode.CHANGE,
                                TokenZnode::encodeChange,
                                TokenZnode::decodeChange),
                        new Content()),
                znodes,
                audit,
                clock);
    }

    private static final class Content implements SealedFolder.Content<DelegationToken> {
        @Override
        public String path(String id) {
            return TokenZnode.path(id);
        }

        @Override
        public byte[] encode(DelegationToken token) {
            return TokenZnode.encode(token);
        }

        @Override
        public DelegationToken decode(String id, byte[] data) {
            return TokenZnode.decode(id, data);
        }
    }

    /** Reads all, then follows what others change; to be called once. Fails if ZooKeeper does not answer. */
    public CompletionStage<Void> start() {
        return tokens.start();
    }

    @Override
    public Map<String, DelegationToken> all() {
        return tokens.all();
    }

    @Override
    public void onChange(Runnable changed) {
        tokens.onChange(changed);
    }

    @Override
    public CompletionStage<Void> change(String id, UnaryOperator<Optional<DelegationToken>> change) {
        return tokens.change(id, change);
    }
}
