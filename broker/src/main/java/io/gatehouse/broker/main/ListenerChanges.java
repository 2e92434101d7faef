package io.gatehouse.broker.main;

import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.DynamicKeys;
import io.gatehouse.broker.config.ListenerConfig;
import io.gatehouse.broker.config.ListenerPlan;
import io.gatehouse.broker.config.Mistake;
import io.gatehouse.broker.config.SettingOverrides;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and closes listeners that settings in ZooKeeper add and take away, and tells the cluster other addresses of those
 * that stay (CONFORMANCE TLS-59, LSN-16). Thread: the one that looks at the stores' files, save {@link #settle} and {@link
 * #begin}, which are the starting one's.
 */
final class ListenerChanges {
    private static final Logger LOGGER = LoggerFactory.getLogger(ListenerChanges.class);

    private static final PreparedChange NOTHING = new PreparedChange() {
        @Override
        public void use() {
            // There is nothing to use,
        }

        @Override
        public void drop() {
            // and nothing to drop.
        }
    };

    private final BrokerConfig config;
    private final DynamicKeys keys;
    private final ListenerStores stores;
    private List<ListenerConfig> current;
    private Optional<Opening> opening = Optional.empty();

    ListenerChanges(BrokerConfig config, DynamicKeys keys, ListenerStores stores) {
        this.config = config;
        this.keys = keys;
        this.stores = stores;
        this.current = config.listeners();
    }

    /** Before they open: the file's, where those that are stored are no good (CONFORMANCE CDY-14). */
    List<ListenerConfig> settle(SettingOverrides overrides) {
        ListenerPlan plan = plan(overrides);
        if (plan.mistakes().isEmpty()) {
            current = stores.become(plan.listeners());
        } else {
            notUsed(text(plan.mistakes()));
        }
        return current;
    }

    /** Takes the addresses of listeners that are new, of all that there will be; throws what stands in the way. */
    interface Opening {
        PreparedChange prepare(List<ListenerConfig> next);
    }

    /** They are open. */
    void begin(Opening doors) {
        opening = Optional.of(doors);
    }

    private ListenerPlan plan(SettingOverrides overrides) {
        return config.listeners(overrides.only(keys::decidesListeners));
    }

    /**
     * Opens the addresses of new listeners, which wait.
     *
     * @param before the settings that are stored
     * @param after those that would be
     * @throws ChangeRefused when it cannot be; then nothing has changed
     */
    PreparedChange prepare(Map<String, String> before, Map<String, String> after, SettingOverrides overrides) {
        Set<String> changed = changed(before, after);
        if (changed.stream().noneMatch(keys::decidesListeners)) {
            requireFitting(changed, after, current);
            return NOTHING;
        }
        ListenerPlan plan = plan(overrides);
        if (!plan.mistakes().isEmpty()) {
            throw new ChangeRefused(text(plan.mistakes()));
        }
        List<ListenerConfig> next = plan.listeners();
        requireFitting(changed, after, next);
        next.forEach(listener -> known(listener).ifPresent(now -> requireSamePlace(now, listener)));
        return prepare(next);
    }

    /** The listeners, in lower case, that these settings take away. */
    Set<String> leaving(SettingOverrides overrides) {
        List<ListenerConfig> next = plan(overrides).listeners();
        return current.stream()
                .map(ListenerConfig::prefix)
                .filter(prefix -> !has(next, prefix))
                .collect(Collectors.toSet());
    }

    private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
        Set<String> names = new HashSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name -> Optional.ofNullable(before.get(name)).equals(Optional.ofNullable(after.get(name))));
        return names;
    }

    /** Settings are of listeners that will be there; and all but the stores of those that are there already stay. */
    private void requireFitting(Set<String> changed, Map<String, String> after, List<ListenerConfig> next) {
        for (String name : changed) {
            Optional<String> listener = DynamicKeys.listener(name).filter(prefix -> keys.changeable(name));
            boolean will = listener.filter(prefix -> has(next, prefix)).isPresent();
            if (listener.isPresent() && !will && after.containsKey(name)) {
                throw new ChangeRefused(name + " is a setting of no listener of this broker (expected: one of "
                        + next.stream().map(ListenerConfig::prefix).toList()
                        + ", or listeners with one more in the same change)");
            }
            if (will
                    && has(current, listener.orElseThrow())
                    && DynamicKeys.storesListener(name).isEmpty()) {
                throw new ChangeRefused(name + " of a running listener cannot be changed (expected: take the listener"
                        + " out of listeners first)");
            }
        }
    }

    private static boolean has(List<ListenerConfig> listeners, String prefix) {
        return listeners.stream().anyMatch(each -> each.prefix().equals(prefix));
    }

    private static void requireSamePlace(ListenerConfig now, ListenerConfig next) {
        if (now.protocol() != next.protocol()) {
            throw new ChangeRefused("listener " + now.name() + " has the protocol " + now.protocol()
                    + ", which cannot become " + next.protocol() + " while it runs (expected: a listener with another"
                    + " name)");
        }
        if (now.port() != next.port() || !now.host().equals(next.host())) {
            throw new ChangeRefused("listener " + now.name() + " is bound to " + now.host() + ":" + now.port()
                    + ", which cannot become " + next.host() + ":" + next.port()
                    + " while it runs (expected: a listener with another name)");
        }
    }

    private Optional<ListenerConfig> known(ListenerConfig listener) {
        return current.stream().filter(listener::sameName).findFirst();
    }

    private PreparedChange prepare(List<ListenerConfig> next) {
        PreparedChange open;
        try {
            open = opening.orElseThrow().prepare(next);
        } catch (RuntimeException e) { // What stops a start stops a change.
            throw StartFailures.explained(e) ? new ChangeRefused(String.valueOf(e.getMessage()), e) : e;
        }
        return new PreparedChange() {
            @Override
            public void use() {
                current = next;
                open.use();
            }

            @Override
            public void drop() {
                open.drop();
            }
        };
    }

    /** What others have stored, if it is any good. */
    void follow(Map<String, String> before, Map<String, String> after, SettingOverrides overrides) {
        try {
            prepare(before, after, overrides).use();
        } catch (ChangeRefused e) {
            notUsed(String.valueOf(e.getMessage()));
        }
    }

    /** Whether a setting that is stored, and decides which listeners there are or is of one that the file does not have, holds. */
    boolean holds(String name, SettingOverrides overrides) {
        if (!keys.decidesListeners(name)) {
            return true;
        }
        return DynamicKeys.listener(name)
                .map(prefix -> has(current, prefix))
                .orElseGet(() -> names(plan(overrides).listeners()).equals(names(current)));
    }

    private static Set<String> names(List<ListenerConfig> listeners) {
        return listeners.stream().map(ListenerConfig::name).collect(Collectors.toSet());
    }

    private static void notUsed(String reason) {
        LOGGER.atError()
                .addKeyValue("reason", reason)
                .log("settings in ZooKeeper about which listeners there are, are not used");
    }

    private static String text(List<Mistake> mistakes) {
        return mistakes.stream().map(Mistake::toString).collect(Collectors.joining("; "));
    }
}
