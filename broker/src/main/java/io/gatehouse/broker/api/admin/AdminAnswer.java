package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an administrator is told.
 *
 * @param status of HTTP
 * @param json an object
 */
public record AdminAnswer(int status, String json) {
    static final int OK = 200;
    static final int CREATED = 201;
    static final int BAD_REQUEST = 400;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int CONFLICT = 409;
    static final int TOO_LARGE = 413;
    static final int UNAVAILABLE = 503;

    static AdminAnswer ok(ObjectNode body) {
        return new AdminAnswer(OK, AdminJson.text(body));
    }

    static AdminAnswer created(ObjectNode body) {
        return new AdminAnswer(CREATED, AdminJson.text(body));
    }

    /** {@code {"error": "..."}}. */
    public static AdminAnswer error(int status, String sentence) {
        return new AdminAnswer(status, AdminJson.text(AdminJson.object().put("error", sentence)));
    }
}
