package io.gatehouse.acl;

/** Whether somebody may do something with one resource. */
public record Question(Subject subject, Operation operation, ResourceType type, String name) {
    public Decision ask(AclPolicy policy) {
        return policy.decide(subject, operation, type, name);
    }
}
