package io.gatehouse.acl;

/** Hears every decision that is an access check, for the audit log. Thread: the caller of the check; must not block. */
@FunctionalInterface
public interface DecisionListener {
    void decided(AccessCheck check);
}
