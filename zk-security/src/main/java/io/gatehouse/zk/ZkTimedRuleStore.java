package io.gatehouse.zk;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.TimedRule;
import io.gatehouse.acl.TimedRuleStore;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.zk.znode.TimedRuleZnode;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules for a time as sealed znodes, one each.
 *
 * <p>Closed when in doubt, as {@link ZkAclStore} is: as long as one cannot be read, no rules are told, and whoever decides
 * with them is told so, because the unreadable one may refuse something.
 *
 * <p>Thread: any; the consumers run on ZooKeeper's event thread or the caller's, one call at a time.
 */
public final class ZkTimedRuleStore implements TimedRuleStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(ZkTimedRuleStore.class);

    private final SealedFolder<TimedRule> rules;
    private final Consumer<Collection<TimedRule>> onRules;
    private final Runnable onBroken;

    /**
     * @param onRules gets all rules whenever they may have changed, for example {@code RuleSources::timed}
     * @param onBroken runs when rules cannot be read, for example {@code RuleSources::timedUnreadable}
     */
    public ZkTimedRuleStore(
            ZkSession session,
            SealedZnodes znodes,
            Consumer<Collection<TimedRule>> onRules,
            Runnable onBroken,
            AuditTrail audit,
            InstantSource clock) {
        this.rules = new SealedFolder<>(
                session,
                new SealedFolder.Place<>(
                        "access rules for a time",
                        TimedRuleZnode.FOLDER,
                        TimedRuleZnode::isId,
                        new SealedFolder.News(
                                TimedRuleZnode.CHANGES,
                                TimedRuleZnode.CHANGE,
                                TimedRuleZnode::encodeChange,
                                TimedRuleZnode::decodeChange),
                        new Content()),
                znodes,
                audit,
                clock);
        this.onRules = onRules;
        this.onBroken = onBroken;
        rules.onChange(this::tell);
    }

    private static final class Content implements SealedFolder.Content<TimedRule> {
        @Override
        public String path(String id) {
            return TimedRuleZnode.path(id);
        }

        @Override
        public byte[] encode(TimedRule rule) {
            return TimedRuleZnode.encode(rule);
        }

        @Override
        public TimedRule decode(String id, byte[] data) {
            return TimedRuleZnode.decode(id, data);
        }
    }

    /**
     * Reads all and tells them, then follows what others change; to be called once. Fails if ZooKeeper does not answer; a
     * rule that cannot be read closes and lets the broker start, so that a super user can take it away.
     */
    public CompletionStage<Void> start() {
        return rules.start();
    }

    @Override
    public Map<String, TimedRule> all() {
        return rules.all();
    }

    @Override
    public Set<String> unreadable() {
        return rules.unreadable();
    }

    @Override
    public CompletionStage<Void> add(Permit<?> permit, TimedRule rule) {
        permit.require(Operation.ALTER, ResourceType.CLUSTER);
        return rules.change(rule.id(), present -> Optional.of(rule));
    }

    @Override
    public CompletionStage<Boolean> remove(Permit<?> permit, String id) {
        permit.require(Operation.ALTER, ResourceType.CLUSTER);
        return rules.remove(id);
    }

    private void tell() {
        Set<String> unreadable = rules.unreadable();
        if (rules.complete() && unreadable.isEmpty()) {
            onRules.accept(rules.all().values());
            return;
        }
        if (!unreadable.isEmpty()) {
            LOGGER.atError()
                    .addKeyValue("folder", TimedRuleZnode.FOLDER)
                    .addKeyValue("ids", unreadable)
                    .log(
                            "access rules for a time cannot be read: closed until they can; a super user may revoke these");
        }
        onBroken.run();
    }
}
