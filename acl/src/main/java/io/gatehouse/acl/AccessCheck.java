package io.gatehouse.acl;

/**
 * One question that was put to the rules on behalf of a peer, and its answer (CONFORMANCE AZN-28).
 *
 * @param request the wire API that asked, empty where none did
 * @param name the resource's name, as the peer sent it
 */
public record AccessCheck(
        Subject subject, String request, Operation operation, ResourceType type, String name, Decision decision) {}
