package io.gatehouse.zk;

import io.gatehouse.auth.token.DelegationToken;
import io.gatehouse.zk.znode.TokenZnode;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Delegation tokens by their ids (COMPAT C8.1). */
final class TokenFormat implements SealedFormat<String, Optional<DelegationToken>> {
    private final ZkSession session;

    TokenFormat(ZkSession session) {
        this.session = session;
    }

    @Override
    public String path(String id) {
        return TokenZnode.path(id);
    }

    @Override
    public Optional<DelegationToken> decode(String id, byte[] data) {
        return Optional.of(TokenZnode.decode(id, data));
    }

    @Override
    public byte[] encode(Optional<DelegationToken> token) {
        return TokenZnode.encode(token.orElseThrow());
    }

    @Override
    public Optional<DelegationToken> nothing() {
        return Optional.empty();
    }

    @Override
    public CompletionStage<Void> makeParents(String id) {
        return session.ensure(TokenZnode.FOLDER);
    }
}
