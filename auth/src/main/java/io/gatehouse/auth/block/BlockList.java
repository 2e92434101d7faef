package io.gatehouse.auth.block;

import io.gatehouse.auth.identity.AddressRange;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The blocks in force, as listeners ask for them. No block keeps out those who must always get in, whatever is stored: the
 * brokers, which would lose each other, and super users, who would have nobody to take the block away.
 *
 * <p>Thread: any; one writer replaces the entries.
 */
public final class BlockList {
    /** Each is looked at for each connection; whoever needs more keeps them in a firewall. */
    public static final int ENTRIES_MAX = 1000;

    private final Set<VerifiedPrincipal> exempt;
    private volatile Entries entries = new Entries(List.of(), List.of());

    /** @param everything with those of {@code addresses} among them */
    private record Entries(List<Block> everything, List<Block> addresses) {}

    /** @param exempt who always gets in */
    public BlockList(Set<VerifiedPrincipal> exempt) {
        this.exempt = Set.copyOf(exempt);
    }

    /** One that keeps out nobody. */
    public static BlockList empty() {
        return new BlockList(Set.of());
    }

    public void replace(Collection<Block> blocks) {
        List<Block> all = List.copyOf(blocks);
        entries = new Entries(all, all.stream().filter(Block::ofAddressesAlone).toList());
    }

    public boolean exempt(VerifiedPrincipal who) {
        return exempt.contains(who);
    }

    /** The block that keeps out everybody from an address, before anybody is asked who it is. */
    public Optional<Block> ofAddress(String address, Instant now) {
        List<Block> blocks = entries.addresses();
        if (blocks.isEmpty()) {
            return Optional.empty();
        }
        Optional<AddressRange> from = AddressRange.parse(address);
        return find(blocks, block -> block.from(from), now);
    }

    /** The block that keeps out this peer, who has proved who it is. */
    public Optional<Block> of(VerifiedPrincipal who, String address, Instant now) {
        List<Block> blocks = entries.everything();
        if (blocks.isEmpty() || exempt(who)) {
            return Optional.empty();
        }
        Optional<AddressRange> from = AddressRange.parse(address);
        return find(blocks, block -> block.covers(who, from), now);
    }

    private static Optional<Block> find(List<Block> blocks, Predicate<Block> condition, Instant now) {
        for (Block block : blocks) {
            if (condition.test(block) && !block.over(now)) {
                return Optional.of(block);
            }
        }
        return Optional.empty();
    }
}
