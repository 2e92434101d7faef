package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.Operation;
import java.util.List;

/**
 * A method on a path, and what whoever asks must be allowed to do with the cluster.
 *
 * @param path its parts, of which the last may be {@link #ANY}
 * @param bodyBytesMax how long the body may be
 */
public record AdminRoute(String method, List<String> path, Operation operation, int bodyBytesMax) {
    /** More than the longest names make. */
    public static final int BODY_BYTES_USUAL = 64 << 10;

    /** What stands for any part of a path. */
    static final String ANY = "{id}";

    public AdminRoute {
        path = List.copyOf(path);
    }

    /** To look at something. */
    static AdminRoute get(String... path) {
        return new AdminRoute("GET", List.of(path), Operation.DESCRIBE, BODY_BYTES_USUAL);
    }

    /** To change something. */
    static AdminRoute post(String... path) {
        return new AdminRoute("POST", List.of(path), Operation.ALTER, BODY_BYTES_USUAL);
    }

    /** To end something. */
    static AdminRoute delete(String... path) {
        return new AdminRoute("DELETE", List.of(path), Operation.ALTER, BODY_BYTES_USUAL);
    }

    /** The same with a body that may be longer than is usual. */
    AdminRoute withBody(int bytesMax) {
        return new AdminRoute(method, path, operation, bytesMax);
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
