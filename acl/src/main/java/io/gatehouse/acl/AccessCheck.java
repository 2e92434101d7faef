package io.gatehouse.acl;

/** One question that was put to the rules on behalf of a peer, and its answer (CONFORMANCE AZN-28). */
public record AccessCheck(Question question, Asker asker, Decision decision) {}
