package io.gatehouse.broker.main;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.ListenerConfig;
import io.gatehouse.broker.config.ListenerTls;
import io.gatehouse.broker.config.Mistake;
import io.gatehouse.broker.config.SettingOverrides;
import io.gatehouse.tls.NameSource;
import io.gatehouse.tls.PeerCertificate;
import io.gatehouse.tls.Succession;
import io.gatehouse.tls.TlsConfigurationException;
import io.gatehouse.tls.TlsSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts stores that settings in ZooKeeper name in the place of those that listeners use. Thread: the one that looks at the
 * stores' files, save {@link #settle}, which is the starting one's.
 */
final class StoreChanges {
    private static final Logger LOGGER = LoggerFactory.getLogger(StoreChanges.class);

    private final BrokerConfig config;
    private final ListenerStores stores;
    private final Foundation base;

    StoreChanges(BrokerConfig config, ListenerStores stores, Foundation base) {
        this.config = config;
        this.stores = stores;
        this.base = base;
    }

    /** What a listener would use from now on. */
    private final class Prepared implements PreparedChange {
        private final ListenerConfig listener;
        private final TlsSettings settings;
        private final Succession succession;

        private Prepared(ListenerConfig listener, TlsSettings settings, Succession succession) {
            this.listener = listener;
            this.settings = settings;
            this.succession = succession;
        }

        @Override
        public void use() {
            stores.use(listener.name(), settings, succession);
            TlsRenewal.replaced(listener.name(), succession.describe(), base);
        }

        @Override
        public void drop() {
            succession.drop();
        }
    }

    /** Before listeners open: those whose stored settings are no good get the file's (CONFORMANCE CDY-14). */
    void settle(SettingOverrides overrides) {
        Map<String, TlsSettings> stored = new HashMap<>();
        for (ListenerConfig listener : stores.tlsListeners()) {
            if (names(overrides, listener)) {
                ListenerTls tls = config.tls(listener, overrides);
                if (tls.mistakes().isEmpty()) {
                    stored.put(listener.name(), tls.settings());
                } else {
                    notUsed(listener, text(tls.mistakes()));
                }
            }
        }
        stores.settle(stored, base.clock().instant());
    }

    private static boolean names(SettingOverrides overrides, ListenerConfig listener) {
        return overrides.names().stream().anyMatch(listener::owns);
    }

    /**
     * Makes everything for a change of some listeners, all or none.
     *
     * @param listeners in lower case
     * @param audited whether a refusal is written down
     * @throws ChangeRefused when one of them cannot be; then nothing has changed
     */
    List<PreparedChange> prepare(Set<String> listeners, SettingOverrides overrides, boolean audited) {
        List<PreparedChange> prepared = new ArrayList<>();
        for (ListenerConfig listener : stores.tlsListeners()) {
            if (listeners.stream().anyMatch(listener.name()::equalsIgnoreCase)) {
                try {
                    prepared.add(prepare(listener, config.tls(listener, overrides)));
                } catch (TlsConfigurationException e) {
                    prepared.forEach(PreparedChange::drop);
                    if (audited) {
                        refused(listener, e);
                    }
                    throw new ChangeRefused("listener " + listener.name() + ": " + e.getMessage(), e);
                } catch (RuntimeException e) { // The JVM has met a store that it cannot cope with.
                    prepared.forEach(PreparedChange::drop);
                    throw e;
                }
            }
        }
        return prepared;
    }

    private Prepared prepare(ListenerConfig listener, ListenerTls tls) {
        if (!tls.mistakes().isEmpty()) {
            throw new TlsConfigurationException(text(tls.mistakes()));
        }
        Succession next =
                stores.succession(listener.name(), tls.settings(), base.clock().instant());
        if (listener.name().equals(config.interBrokerListener())
                && config.access().authorizer()) {
            requireSuperUser(listener, next);
        }
        return new Prepared(listener, tls.settings(), next);
    }

    /** Other brokers go by our certificate's name; with one that may do nothing the next start would fail, too. */
    private void requireSuperUser(ListenerConfig listener, Succession next) {
        NameSource source = listener.tls().orElseThrow().clientName();
        Optional<VerifiedPrincipal> self = PeerCertificate.ownName(next.material(), source)
                .flatMap(listener.certificateNames()::map)
                .map(VerifiedPrincipal::user);
        if (self.filter(Metadata.superUsers(config.access())::contains).isEmpty()) {
            next.drop();
            throw new TlsConfigurationException("the certificate makes this broker "
                    + self.map(VerifiedPrincipal::toString).orElse("nobody")
                    + " to other brokers (expected: one of super.users)");
        }
    }

    /** What others have stored, as far as it is any good: each listener for itself. */
    void follow(SettingOverrides overrides) {
        for (ListenerConfig listener : stores.tlsListeners()) {
            ListenerTls tls = config.tls(listener, overrides);
            try {
                if (!stores.settings(listener.name()).sameStores(tls.settings())) {
                    prepare(listener, tls).use();
                }
            } catch (TlsConfigurationException e) {
                notUsed(listener, String.valueOf(e.getMessage()));
                refused(listener, e);
            }
        }
    }

    /** The TLS listeners that do not use what is stored for them. */
    List<ListenerConfig> elsewhere(SettingOverrides overrides) {
        return stores.tlsListeners().stream()
                .filter(listener -> !stores.settings(listener.name())
                        .sameStores(config.tls(listener, overrides).settings()))
                .toList();
    }

    private void refused(ListenerConfig listener, TlsConfigurationException reason) {
        TlsRenewal.record("refused", listener.name(), "reason", String.valueOf(reason.getMessage()), base);
    }

    private static void notUsed(ListenerConfig listener, String reason) {
        LOGGER.atError()
                .addKeyValue("listener", listener.name())
                .addKeyValue("reason", reason)
                .log("the listener's settings in ZooKeeper are not used");
    }

    private static String text(List<Mistake> mistakes) {
        return mistakes.stream().map(Mistake::toString).collect(Collectors.joining("; "));
    }
}
