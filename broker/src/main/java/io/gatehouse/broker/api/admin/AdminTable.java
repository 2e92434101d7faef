package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.Operation;
import io.gatehouse.auth.audit.AuditTrail;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that administrators may ask: what is not listed is not there. Who may is asked here, for all of them. Thread: any. */
public final class AdminTable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdminTable.class);

    private final List<AdminPath> paths;
    private final List<OwnRights> own;
    private final ClusterRights rights;
    private final AuditTrail audit;
    private final Supplier<String> ids;

    /**
     * @param own what everybody may ask about himself
     * @param ids fresh diagnostic ids
     */
    public AdminTable(
            List<AdminPath> paths, List<OwnRights> own, AclEngine acls, AuditTrail audit, Supplier<String> ids) {
        this.paths = List.copyOf(paths);
        this.own = List.copyOf(own);
        this.rights = new ClusterRights(acls);
        this.audit = audit;
        this.ids = ids;
    }

    /** Never fails. */
    public CompletionStage<AdminAnswer> answer(AdminRequest request, AdminCaller caller) {
        try {
            return route(request, caller).exceptionally(failure -> failed(failure, request, caller));
        } catch (RuntimeException e) {
            return CompletableFuture.completedStage(failed(e, request, caller));
        }
    }

    /**
     * How many bytes the body of a request may have. More than {@link AdminRoute#BODY_BYTES_USUAL} is for those only who may do
     * what the path does: nobody else makes the broker hold it. With 64 connections at most, that is 64 MiB if administrators
     * do it on all of them.
     *
     * @param path begins with a slash
     */
    public int bodyBytesMax(String method, String path, AdminCaller caller) {
        List<String> parts = new AdminRequest(method, path, "", new byte[0]).path();
        return paths.stream()
                .map(AdminPath::route)
                .filter(route -> route.method().equals(method) && route.at(parts))
                .filter(route -> route.bodyBytesMax() > AdminRoute.BODY_BYTES_USUAL
                        && rights.permit(caller, method, route.operation()).isPresent())
                .mapToInt(AdminRoute::bodyBytesMax)
                .findFirst()
                .orElse(AdminRoute.BODY_BYTES_USUAL);
    }

    private CompletionStage<AdminAnswer> route(AdminRequest request, AdminCaller caller) {
        for (OwnRights each : own) {
            if (each.path().equals(request.path()) && request.method().equals(OwnRights.METHOD)) {
                return CompletableFuture.completedStage(
                        AdminAnswer.ok(each.answer().apply(request, caller.subject())));
            }
        }
        List<AdminPath> there =
                paths.stream().filter(path -> path.route().at(request.path())).toList();
        if (there.isEmpty()) {
            throw new AdminRefusal(
                    AdminAnswer.NOT_FOUND,
                    "there is no such path (expected: one below /v1/sessions, /v1/blocks, /v1/credentials, /v1/acls,"
                            + " /v1/policy or /v1/own)");
        }
        return there.stream()
                .filter(path -> path.route().method().equals(request.method()))
                .findFirst()
                .map(path -> permitted(path, request, caller))
                .orElseThrow(() -> new AdminRefusal(
                        AdminAnswer.METHOD_NOT_ALLOWED,
                        request.method() + " of this path (expected: one of "
                                + there.stream()
                                        .map(path -> path.route().method())
                                        .toList() + ")"));
    }

    private CompletionStage<AdminAnswer> permitted(AdminPath path, AdminRequest request, AdminCaller caller) {
        Operation operation = path.route().operation();
        return rights.permit(caller, request.method(), operation)
                .map(permit -> path.handle(permit, request, caller))
                .orElseGet(() -> CompletableFuture.completedStage(denied(operation, request, caller)));
    }

    private AdminAnswer denied(Operation operation, AdminRequest request, AdminCaller caller) {
        String id = ids.get();
        audit.record(caller.event("admin", "refused")
                .with("request", request.what())
                .with("reason", "admin-not-allowed: " + operation.text() + " on Cluster")
                .with("diagnostic_id", id));
        return AdminAnswer.error(AdminAnswer.FORBIDDEN, "not allowed (diagnostic id " + id + ")");
    }

    /** The one place where a failure ends: a refusal is told, anything else is ours and is logged. */
    private AdminAnswer failed(Throwable failure, AdminRequest request, AdminCaller caller) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof AdminDenial denial) {
            return denied(denial.operation(), request, caller);
        }
        if (cause instanceof AdminRefusal refusal) {
            return refusal.answer();
        }
        String id = ids.get();
        LOGGER.atError()
                .addKeyValue("request", request.what())
                .addKeyValue("by", caller.principal())
                .addKeyValue("diagnostic_id", id)
                .setCause(cause)
                .log("an administrator's request failed");
        return AdminAnswer.error(
                AdminAnswer.UNAVAILABLE,
                "it could not be done now; the broker's log says why (diagnostic id " + id + ")");
    }
}
