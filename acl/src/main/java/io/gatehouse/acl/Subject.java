package io.gatehouse.acl;

import io.gatehouse.auth.identity.VerifiedPrincipal;

/**
 * Who asks: a proven principal at an address.
 *
 * @param host the TCP peer's address as the JVM writes it, IPv4-mapped IPv6 as IPv4
 */
public record Subject(VerifiedPrincipal principal, String host) {}
