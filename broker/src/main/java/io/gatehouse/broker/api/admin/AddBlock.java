package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.auth.block.Block;
import io.gatehouse.auth.block.BlockList;
import io.gatehouse.auth.block.BlockStore;
import io.gatehouse.auth.identity.AddressRange;
import io.gatehouse.broker.model.ClusterScope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code POST /v1/blocks} with a principal, an address or both, and a reason and an end if there is one. It holds on every
 * broker before sessions end: a client comes back at once.
 */
public final class AddBlock implements AdminPath {
    private static final String REASON = "reason";
    private static final String UNTIL = "until";

    /** What access rules call the groups that tokens name; nobody logs in as one. */
    private static final String GROUP = "Group";

    /** A clock that is wrong by less takes away no block that is still in force. */
    private static final Duration KEPT_AFTER_END = Duration.ofDays(1);

    private final BlockStore blocks;
    private final BlockList list;
    private final Supplier<Set<String>> brokerAddresses;
    private final Supplier<String> ids;
    private final AuditTrail audit;

    /**
     * @param brokerAddresses where brokers of the cluster are, or come from
     * @param ids fresh ids
     */
    public AddBlock(
            BlockStore blocks,
            BlockList list,
            Supplier<Set<String>> brokerAddresses,
            Supplier<String> ids,
            AuditTrail audit) {
        this.blocks = blocks;
        this.list = list;
        this.brokerAddresses = brokerAddresses;
        this.ids = ids;
        this.audit = audit;
    }

    @Override
    public AdminRoute route() {
        return AdminRoute.post("v1", "blocks");
    }

    @Override
    public CompletionStage<AdminAnswer> handle(Permit<ClusterScope> permit, AdminRequest request, AdminCaller caller) {
        permit.require(Operation.ALTER, ResourceType.CLUSTER);
        Map<String, String> body = request.body(Set.of(SessionFilter.PRINCIPAL, SessionFilter.ADDRESS, REASON, UNTIL));
        SessionFilter whom = SessionFilter.of(body);
        if (whom.empty()) {
            throw AdminRefusal.bad("nobody is named (expected: principal, address or both)");
        }
        Block block = new Block(
                ids.get(),
                whom.principal(),
                whom.addresses(),
                reason(body),
                caller.principal(),
                caller.now(),
                until(body, caller.now()));
        forgetOld(caller.now());
        requirePossible(block, caller);
        return blocks.add(block).thenApply(done -> {
            audit.record(BlockJson.told(caller.event("block", "added"), block));
            ObjectNode answer = AdminJson.object();
            BlockJson.write(answer, block);
            return AdminAnswer.created(answer);
        });
    }

    private static String reason(Map<String, String> body) {
        String reason = body.getOrDefault(REASON, "");
        if (reason.length() > Block.REASON_CHARS_MAX || reason.chars().anyMatch(Character::isISOControl)) {
            throw AdminRefusal.bad("reason (expected: at most " + Block.REASON_CHARS_MAX + " characters on one line)");
        }
        return reason;
    }

    private static Optional<Instant> until(Map<String, String> body, Instant now) {
        String text = body.get(UNTIL);
        if (text == null) {
            return Optional.empty();
        }
        try {
            Instant end = Instant.parse(text);
            if (end.isAfter(now)) {
                return Optional.of(Instant.ofEpochMilli(end.toEpochMilli()));
            }
        } catch (DateTimeException | ArithmeticException e) {
            // Told below, as an end that has passed is.
        }
        throw AdminRefusal.bad("until (expected: a time to come, such as 2030-01-31T12:00:00Z)");
    }

    private void requirePossible(Block block, AdminCaller caller) {
        if (block.principal().filter(who -> who.type().equals(GROUP)).isPresent()) {
            throw AdminRefusal.bad(
                    "principal " + PeerText.escaped(block.principal().get().toString())
                            + " (expected: a user; groups are not blocked, and an access rule may deny them everything)");
        }
        if (block.principal().filter(list::exempt).isPresent()) {
            throw new AdminRefusal(
                    AdminAnswer.CONFLICT,
                    block.principal().get() + " is a super user or this broker, who always gets in (expected: others;"
                            + " take a person's name out of super.users first)");
        }
        block.addresses().filter(range -> block.principal().isEmpty()).ifPresent(this::requireNoBroker);
        if (!list.exempt(caller.principal()) && block.covers(caller.principal(), caller.host())) {
            throw new AdminRefusal(
                    AdminAnswer.CONFLICT, "that would shut you out, " + caller.principal() + " from " + caller.host());
        }
        if (blocks.all().size() >= BlockList.ENTRIES_MAX) {
            throw new AdminRefusal(
                    AdminAnswer.CONFLICT,
                    "there are " + BlockList.ENTRIES_MAX + " blocks, the most there can be; remove some first");
        }
    }

    private void requireNoBroker(AddressRange range) {
        Set<String> hit = brokerAddresses.get().stream().filter(range::contains).collect(Collectors.toSet());
        if (!hit.isEmpty()) {
            throw new AdminRefusal(
                    AdminAnswer.CONFLICT,
                    "brokers of this cluster are at " + hit + " (expected: addresses without them, or a principal)");
        }
    }

    /** Nobody waits for this, and whoever comes next tries again. */
    private void forgetOld(Instant now) {
        blocks.all().values().stream()
                .filter(block -> block.over(now.minus(KEPT_AFTER_END)))
                .forEach(block -> {
                    var unused = blocks.remove(block.id());
                });
    }
}
