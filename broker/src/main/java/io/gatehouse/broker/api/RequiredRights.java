package io.gatehouse.broker.api;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import java.util.List;

/**
 * What whoever calls a wire API must be allowed. Handlers ask for it resource by resource; what is said here is what tests
 * and the documentation take from the table, so that neither can forget one.
 *
 * @param words who may call it, with the row of CONFORMANCE
 */
public record RequiredRights(Kind kind, List<Right> rights, String words) {
    /** How the rights belong together. */
    public enum Kind {
        /** No right: everybody who may send it at all; what a list shows may still be filtered. */
        NONE,
        /** Every one of them is needed. */
        ALL,
        /** One of them is enough. */
        ANY,
        /** Which of them are needed is up to what the request asks for. */
        BY_REQUEST
    }

    /** To do something with resources of one type. */
    public record Right(Operation operation, ResourceType type) {
        @Override
        public String toString() {
            return operation.text() + " on " + type.text();
        }
    }

    public RequiredRights {
        rights = List.copyOf(rights);
        if (words.isBlank() || rights.isEmpty() != (kind == Kind.NONE)) {
            throw new IllegalArgumentException("rights " + rights + " of kind " + kind + " (expected: words, and rights"
                    + " unless none are needed)");
        }
    }

    public static RequiredRights none(String words) {
        return new RequiredRights(Kind.NONE, List.of(), words);
    }

    public static RequiredRights all(String words, Right... rights) {
        return new RequiredRights(Kind.ALL, List.of(rights), words);
    }

    public static RequiredRights any(String words, Right... rights) {
        return new RequiredRights(Kind.ANY, List.of(rights), words);
    }

    public static RequiredRights byRequest(String words, Right... rights) {
        return new RequiredRights(Kind.BY_REQUEST, List.of(rights), words);
    }

    public static Right on(ResourceType type, Operation operation) {
        return new Right(operation, type);
    }
}
