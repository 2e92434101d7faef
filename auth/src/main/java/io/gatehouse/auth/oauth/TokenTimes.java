package io.gatehouse.auth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * {@code exp}, {@code iat} and {@code nbf} (RFC 7519 sections 4.1.4 to 4.1.6, CONFORMANCE OAU-11).
 *
 * @param skew how far the provider's clock may be from ours
 */
record TokenTimes(JsonNode claims, Duration skew, Instant now) {
    /** The year 9999: later ones are mistakes, and larger numbers a way to make us compute (attack 100). */
    private static final BigDecimal LAST = BigDecimal.valueOf(253_402_300_799L);

    /** When what the token says ends; everything about its times is in order. */
    Instant end() throws RefusedToken {
        Instant expires = time("exp").orElseThrow(() -> new RefusedToken(TokenFault.TIMES, "no exp"));
        Instant issued = time("iat").orElseThrow(() -> new RefusedToken(TokenFault.TIMES, "no iat"));
        return end(expires, Optional.of(issued));
    }

    /** The same for tokens that may say nothing of when they were issued (OAU-06). */
    Instant endOfUnsecured() throws RefusedToken {
        Instant expires = time("exp").orElseThrow(() -> new RefusedToken(TokenFault.TIMES, "no exp"));
        return end(expires, time("iat"));
    }

    private Instant end(Instant expires, Optional<Instant> issued) throws RefusedToken {
        if (!now.isBefore(expires.plus(skew))) {
            throw new RefusedToken(TokenFault.EXPIRED, "exp " + expires + ", now " + now + clocks());
        }
        Instant latest = now.plus(skew);
        if (issued.filter(latest::isBefore).isPresent()) {
            throw new RefusedToken(TokenFault.ISSUED_LATER, "iat " + issued.get() + ", now " + now + clocks());
        }
        if (issued.filter(from -> !from.isBefore(expires)).isPresent()) {
            throw new RefusedToken(TokenFault.TIMES, "iat " + issued.get() + " is not before exp " + expires);
        }
        Optional<Instant> begins = time("nbf");
        if (begins.filter(latest::isBefore).isPresent()) {
            throw new RefusedToken(TokenFault.EARLY, "nbf " + begins.get() + ", now " + now + clocks());
        }
        // One that is over by our clock is good for as long as the clocks may differ; any other until its end (OAU-16).
        return expires.isAfter(now) ? expires : expires.plus(skew);
    }

    private String clocks() {
        return " (clocks may differ by " + skew.toSeconds() + " s)";
    }

    private Optional<Instant> time(String name) throws RefusedToken {
        if (!claims.has(name)) {
            return Optional.empty();
        }
        JsonNode value = claims.path(name);
        // Compared before it is made a whole number: 1e999999999 as one would fill the memory.
        if (!value.isNumber()
                || value.decimalValue().signum() < 0
                || value.decimalValue().compareTo(LAST) > 0
                || value.decimalValue().scale() > Byte.MAX_VALUE) {
            throw new RefusedToken(TokenFault.TIMES, name + " (expected: seconds since 1970, a number)");
        }
        return Optional.of(Instant.ofEpochSecond(
                value.decimalValue().setScale(0, RoundingMode.FLOOR).longValueExact()));
    }
}
