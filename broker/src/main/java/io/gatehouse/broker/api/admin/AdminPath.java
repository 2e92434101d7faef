package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.ClusterScope;
import java.util.concurrent.CompletionStage;

/** One method on one path. */
public interface AdminPath {
    AdminRoute route();

    /**
     * Does it.
     *
     * @param permit for the operation of {@link #route}
     * @throws AdminRefusal if the request does not make sense
     */
    CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller);
}
