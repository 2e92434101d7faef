package io.gatehouse.acl.explain;

import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.Decision;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;

/** Whether somebody may do something with one resource. */
public record Question(Subject subject, Operation operation, ResourceType type, String name) {
    public Decision ask(AclPolicy policy) {
        return policy.decide(subject, operation, type, name);
    }
}
