package io.gatehouse.acl;

/** Hears every decision that is an access check, for the audit log. Thread: the caller of the check; must not block. */
@FunctionalInterface
public interface DecisionListener {
    void decided(Subject subject, Operation operation, ResourceType type, String name, Decision decision);
}
