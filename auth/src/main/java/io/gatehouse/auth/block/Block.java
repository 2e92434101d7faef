package io.gatehouse.auth.block;

import io.gatehouse.auth.identity.AddressRange;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Instant;
import java.util.Optional;

/**
 * One entry of the block list. With a principal and addresses it is about that principal from there, and nobody else.
 *
 * @param id as {@link io.gatehouse.auth.audit.DiagnosticIds} makes them
 * @param reason what the administrator wants others to know
 * @param by who added it
 * @param until when it is over; never if empty
 */
public record Block(
        String id,
        Optional<VerifiedPrincipal> principal,
        Optional<AddressRange> addresses,
        String reason,
        VerifiedPrincipal by,
        Instant since,
        Optional<Instant> until) {
    /** Longer is not read by anybody. */
    public static final int REASON_CHARS_MAX = 250;

    public Block {
        if (principal.isEmpty() && addresses.isEmpty()) {
            throw new IllegalArgumentException("a block of nobody (expected: a principal, addresses or both)");
        }
        if (reason.length() > REASON_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "a reason of " + reason.length() + " characters (expected: at most " + REASON_CHARS_MAX + ")");
        }
    }

    public boolean over(Instant now) {
        return until.filter(end -> !now.isBefore(end)).isPresent();
    }

    /** Whether it is about these addresses whoever comes from there. */
    boolean ofAddressesAlone() {
        return principal.isEmpty();
    }

    /** Whether it is about this peer, over or not. */
    public boolean covers(VerifiedPrincipal who, String address) {
        return covers(who, AddressRange.parse(address));
    }

    /** @param address empty where the peer has none, as in tests without a network */
    boolean covers(VerifiedPrincipal who, Optional<AddressRange> address) {
        return principal.filter(blocked -> !blocked.equals(who)).isEmpty() && (addresses.isEmpty() || from(address));
    }

    boolean from(Optional<AddressRange> address) {
        return addresses.isPresent()
                && address.filter(addresses.get()::contains).isPresent();
    }
}
