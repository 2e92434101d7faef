package io.gatehouse.certs;

import java.math.BigInteger;
import java.time.Instant;

/** One certificate that must not be trusted any more, from when on and why. */
public record Revocation(BigInteger serial, Instant at, RevocationReason reason) {}
