package io.gatehouse.broker.api;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.broker.model.ErrorCode;

/**
 * What a peer without a right is told, and the one home of the sentence. It says again what the peer has asked for, whether
 * that exists or not (CONFORMANCE AZN-22, attack 141), and nothing of the rules.
 *
 * @param name of the resource, as the peer has sent it
 */
record Denial(ErrorCode error, Operation operation, ResourceType type, String name) {
    Denial named(String other) {
        return new Denial(error, operation, type, other);
    }

    String sentence() {
        return "Not allowed to " + operation.text() + " " + type.text() + " " + PeerText.escaped(name);
    }
}
