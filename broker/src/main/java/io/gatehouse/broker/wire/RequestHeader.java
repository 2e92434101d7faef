package io.gatehouse.broker.wire;

/**
 * The head of a request (COMPAT F1.2).
 *
 * @param clientId what the client calls itself, {@code ""} if it sent none; never used for a privilege
 */
public record RequestHeader(short apiKey, short apiVersion, int correlationId, String clientId) {}
