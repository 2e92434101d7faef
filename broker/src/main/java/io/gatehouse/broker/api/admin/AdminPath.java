package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.ClusterScope;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One method on one path. */
public interface AdminPath {
    /** What stands for any part of a path. */
    String ANY = "{id}";

    String method();

    /** Its parts, of which the last may be {@link #ANY}. */
    List<String> path();

    /** What the caller must be allowed to do with the cluster. */
    Operation operation();

    /**
     * Does it.
     *
     * @param permit for {@link #operation}
     * @throws AdminRefusal if the request does not make sense
     */
    CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller);

    /** Whether the path is this one, whatever the method. */
    default boolean at(List<String> parts) {
        List<String> own = path();
        return own.size() == parts.size()
                && own.subList(0, own.size() - 1).equals(parts.subList(0, parts.size() - 1))
                && (own.get(own.size() - 1).equals(ANY)
                        ? !parts.get(parts.size() - 1).isEmpty()
                        : own.get(own.size() - 1).equals(parts.get(parts.size() - 1)));
    }
}
