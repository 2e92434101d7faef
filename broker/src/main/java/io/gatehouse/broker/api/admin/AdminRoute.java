package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.Operation;
import java.util.List;

/**
 * A method on a path, and what whoever asks must be allowed to do with the cluster.
 *
 * @param path its parts, of which the last may be {@link #ANY}
 */
public record AdminRoute(String method, List<String> path, Operation operation) {
    /** What stands for any part of a path. */
    static final String ANY = "{id}";

    public AdminRoute {
        path = List.copyOf(path);
    }

    /** To look at something. */
    static AdminRoute get(String... path) {
        return new AdminRoute("GET", List.of(path), Operation.DESCRIBE);
    }

    /** To change something. */
    static AdminRoute post(String... path) {
        return new AdminRoute("POST", List.of(path), Operation.ALTER);
    }

    /** To end something. */
    static AdminRoute delete(String... path) {
        return new AdminRoute("DELETE", List.of(path), Operation.ALTER);
    }

    /** Whether the path is this one, whatever the method. */
    boolean at(List<String> parts) {
        int last = path.size() - 1;
        return path.size() == parts.size()
                && path.subList(0, last).equals(parts.subList(0, last))
                && (path.get(last).equals(ANY)
                        ? !parts.get(last).isEmpty()
                        : path.get(last).equals(parts.get(last)));
    }
}
