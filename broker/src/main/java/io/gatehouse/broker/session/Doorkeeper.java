package io.gatehouse.broker.session;

import io.gatehouse.auth.block.Block;
import io.gatehouse.auth.block.BlockList;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps out of one listener whom the block list names. Where brokers come in, addresses alone are no reason until it is known
 * who is there: brokers always get in, and they may come from anywhere.
 *
 * @param brokersComeIn whether the listener is the one between brokers
 */
public record Doorkeeper(BlockList blocks, boolean brokersComeIn) {
    /** The audit's words. */
    static final String BLOCKED_PRINCIPAL = "blocked-principal";

    static final String BLOCKED_ADDRESS = "blocked-address";

    /** One that lets everybody in. */
    static Doorkeeper open() {
        return new Doorkeeper(BlockList.empty(), false);
    }

    /** Why a peer is closed at once, as the audit has it. */
    public Optional<String> atTheDoor(String address, Instant now) {
        return brokersComeIn ? Optional.empty() : blocks.ofAddress(address, now).map(Doorkeeper::reason);
    }

    /** Why a peer that has proved who it is does not get in, as the audit has it. */
    public Optional<String> refusal(VerifiedPrincipal who, String address, Instant now) {
        return blocks.of(who, address, now).map(Doorkeeper::reason);
    }

    /** The result of a round, where nobody is accepted who is blocked: refused as somebody who proved nothing. */
    RoundResult judged(RoundResult result, String address, Instant now) {
        if (!(result instanceof RoundResult.Accepted accepted)) {
            return result;
        }
        return refusal(accepted.principal(), address, now)
                .<RoundResult>map(
                        reason -> new RoundResult.Refused(accepted.principal().name(), reason))
                .orElse(result);
    }

    private static String reason(Block block) {
        return (block.principal().isPresent() ? BLOCKED_PRINCIPAL : BLOCKED_ADDRESS) + ": block " + block.id();
    }
}
