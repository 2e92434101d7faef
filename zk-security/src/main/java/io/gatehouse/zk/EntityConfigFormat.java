package io.gatehouse.zk;

import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.zk.znode.EntityConfigZnode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The settings of users, clients and addresses (COMPAT C6.1). */
final class EntityConfigFormat implements SealedFormat<QuotaEntity, Map<String, String>> {
    private final SealedZnodes znodes;

    EntityConfigFormat(SealedZnodes znodes) {
        this.znodes = znodes;
    }

    @Override
    public String path(QuotaEntity entity) {
        return EntityConfigZnode.path(entity);
    }

    /** A znode without data is what a ZooKeeper of Kafka's has as the parent of others; only a migration lets it through. */
    @Override
    public Map<String, String> decode(QuotaEntity entity, byte[] data) {
        return data.length == 0 ? nothing() : Map.copyOf(EntityConfigZnode.decode(data));
    }

    @Override
    public byte[] encode(Map<String, String> config) {
        return EntityConfigZnode.encode(config);
    }

    @Override
    public Map<String, String> nothing() {
        return Map.of();
    }

    /** The folder; above a user's clients also the user's own znode, sealed like all of its kind. */
    @Override
    public CompletionStage<Void> makeParents(QuotaEntity entity) {
        String path = path(entity);
        String folder = path.substring(0, path.lastIndexOf('/'));
        if (entity.user().isEmpty() || entity.clientId().isEmpty()) {
            return znodes.session().ensure(folder);
        }
        String user = path(new QuotaEntity(entity.user(), Optional.empty(), Optional.empty()));
        return znodes.session()
                .ensure(EntityConfigZnode.folder("users"))
                .thenCompose(done -> Stages.unless(
                        znodes.create(user, encode(nothing())), failure -> failure instanceof ZnodeExists))
                .thenCompose(done -> Stages.unless(
                        znodes.session()
                                .create(folder, new byte[0], ZnodeKind.PERSISTENT)
                                .thenAccept(made -> {}),
                        failure -> failure instanceof ZnodeExists));
    }
}
