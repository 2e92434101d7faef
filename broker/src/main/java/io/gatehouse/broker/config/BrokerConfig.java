package io.gatehouse.broker.config;

import io.gatehouse.tls.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The settings of one broker, legal and complete. {@code main} takes the groups out of it and hands them on; no component
 * sees the whole. Immutable.
 */
public final class BrokerConfig {
    private final Values values;
    private final BrokerIdentity identity;
    private final List<ListenerConfig> listeners;
    private final Optional<ListenerConfig> adminListener;
    private final Map<String, List<Mistake>> unfinishedStores;
    private final PasswordSettings passwords;
    private final TokenSettings tokens;
    private final InterBrokerReader.InterBroker interBroker;
    private final SocketSettings sockets;
    private final ConnectionSettings connections;
    private final AccessSettings access;
    private final ZooKeeperSettings zooKeeper;
    private final LogSettings logs;
    private final TopicSettings topics;
    private final GroupSettings groups;
    private final QuotaSettings quotas;
    private final PeerTimeouts peers;
    private final PolicySettings policies;

    private BrokerConfig(Values values) {
        SettingsReader reader = new SettingsReader(values);
        this.values = values;
        this.identity = reader.identity();
        ListenerReader doors = new ListenerReader(values);
        this.listeners = List.copyOf(doors.read());
        this.adminListener = new AdminReader(values).read();
        this.unfinishedStores = Map.copyOf(doors.unfinished());
        this.passwords = PasswordSettings.read(values);
        this.tokens = TokenSettings.read(values);
        this.interBroker = new InterBrokerReader(values).read(listeners);
        this.sockets = reader.sockets();
        this.connections = reader.connections();
        this.access = new AccessReader(values).read();
        this.zooKeeper = new ZooKeeperReader(values).read();
        this.logs = reader.logs();
        this.topics = reader.topics();
        this.groups = reader.groups();
        this.quotas = reader.quotas();
        this.peers = reader.peers();
        this.policies = PolicySettings.read(values);
        new CrossRules(values).check(logs.topicDefaults());
    }

    /**
     * Reads a properties file.
     *
     * @param overrides settings from the command line, which win over the file's
     * @param environment for <code>${env:NAME}</code>
     */
    public static ConfigOutcome load(Path file, Map<String, String> overrides, Map<String, String> environment) {
        Findings findings = new Findings();
        Map<String, String> text = new LinkedHashMap<>(PropertiesFile.read(file, findings));
        PasswordsInFile.check(file, text, findings);
        text.putAll(overrides);
        return parse(text, environment, findings);
    }

    /**
     * Registers {@code security.providers} with the JVM on the way, since what they offer is checked too.
     *
     * @param text settings by name, with placeholders
     */
    public static ConfigOutcome parse(Map<String, String> text, Map<String, String> environment) {
        return parse(text, environment, new Findings());
    }

    private static ConfigOutcome parse(Map<String, String> raw, Map<String, String> environment, Findings findings) {
        Map<String, String> resolved = Providers.resolve(raw, environment, findings);
        Values read = new Values(raw, resolved, findings);
        Values values = read.withLogins(LoginFile.ofThisProcess(read));
        new KeyCheck(raw, resolved, findings).check(AdminReader.names(values));
        new Plugins(values).registerProviders();
        LoginModules.refuseOthers(resolved, AdminReader.names(values), values);
        BrokerConfig config = new BrokerConfig(values);
        OwnKeys.warnOfOpenDoors(values);
        return findings.any()
                ? new ConfigOutcome.Refused(findings.report())
                : new ConfigOutcome.Legal(config, findings.report());
    }

    public BrokerIdentity identity() {
        return identity;
    }

    public List<ListenerConfig> listeners() {
        return listeners;
    }

    /** Where administrators come in, if anywhere; not one of {@link #listeners()}, and no way for Kafka's clients. */
    public Optional<ListenerConfig> adminListener() {
        return adminListener;
    }

    /** The TLS settings of a listener that has TLS, with some settings of its stores from elsewhere. */
    public ListenerTls tls(ListenerConfig listener, SettingOverrides overrides) {
        Findings findings = new Findings();
        Values own = values.under(overrides, findings).ofListener(listener.prefix());
        TlsSettings settings = new TlsReader(own).read(listener.protocol());
        return new ListenerTls(settings, findings.report().mistakes());
    }

    /**
     * The listeners that there would be.
     *
     * @param overrides of settings that decide which listeners there are, and of those that the file does not have
     */
    public ListenerPlan listeners(SettingOverrides overrides) {
        Findings findings = new Findings();
        Values planned = values.under(overrides, findings);
        ListenerReader reader = new ListenerReader(planned);
        Set<String> names = AdminReader.names(planned);
        Map<String, String> texts = new HashMap<>(overrides.texts());
        texts.keySet()
                .removeIf(name -> StoreKeys.ownersPrefix(name)
                        .filter(prefix -> !names.contains(prefix))
                        .isPresent()); // Of one that has been here.
        new KeyCheck(texts, texts, findings).check(names);
        LoginModules.refuseOthers(texts, names, planned);
        List<ListenerConfig> read = reader.read();
        reader.unfinished().forEach((name, mistakes) -> {
            if (listeners.stream().noneMatch(known -> known.name().equals(name))) {
                mistakes.forEach(findings::mistake);
            }
        });
        var unused = new InterBrokerReader(planned).read(read);
        return new ListenerPlan(read, findings.report().mistakes());
    }

    /** What is wrong with a listener's stores as the file has them; the broker must not start with those. */
    public List<Mistake> unfinishedStores(ListenerConfig listener) {
        return unfinishedStores.getOrDefault(listener.name(), List.of());
    }

    public PasswordSettings passwords() {
        return passwords;
    }

    public TokenSettings tokens() {
        return tokens;
    }

    /** The name of the listener that brokers use among themselves; one of {@link #listeners()}. */
    public String interBrokerListener() {
        return interBroker.name();
    }

    /** How this broker logs in on the listener between brokers; empty where that has no SASL. */
    public Optional<OwnLogIn> ownLogIn() {
        return interBroker.logIn();
    }

    public SocketSettings sockets() {
        return sockets;
    }

    public ConnectionSettings connections() {
        return connections;
    }

    public AccessSettings access() {
        return access;
    }

    public ZooKeeperSettings zooKeeper() {
        return zooKeeper;
    }

    public LogSettings logs() {
        return logs;
    }

    public TopicSettings topics() {
        return topics;
    }

    public GroupSettings groups() {
        return groups;
    }

    public QuotaSettings quotas() {
        return quotas;
    }

    public PolicySettings policies() {
        return policies;
    }

    public PeerTimeouts peers() {
        return peers;
    }

    public TlsReloadSettings tlsReload() {
        return new TlsReloadSettings(
                Duration.ofMillis(values.get(OwnKeys.TLS_RELOAD_INTERVAL_MS)),
                values.get(TlsKeys.SSL_ALLOW_DN_CHANGES),
                values.get(TlsKeys.SSL_ALLOW_SAN_CHANGES));
    }

    /** The largest answer to a fetch. */
    public int fetchBytesMax() {
        return values.get(ReplicationKeys.FETCH_MAX_BYTES);
    }

    /** How many fetch sessions are kept. */
    public int fetchSessions() {
        return values.get(ReplicationKeys.FETCH_SESSIONS);
    }

    /** Every setting with its value, and what listeners have of their own, for DescribeConfigs of a broker. */
    public List<BrokerSetting> settings() {
        DynamicKeys dynamic = new DynamicKeys(listeners);
        return Stream.concat(
                        KeyTable.keys().stream()
                                .map(key -> BrokerSetting.of(
                                        key.name(), key, values.written(key), !dynamic.changeable(key.name()))),
                        values.ofListeners().entrySet().stream()
                                .flatMap(own -> ofListener(own.getKey(), own.getValue())))
                .toList();
    }

    private Stream<BrokerSetting> ofListener(String name, String written) {
        boolean readOnly = !new DynamicKeys(listeners).changeable(name);
        return KeyTable.use(name)
                .map(use -> BrokerSetting.of(name, use.key(), Optional.of(written), readOnly))
                .stream();
    }

    /** A setting that can change while the broker runs, whether or not the file has it; empty for any other name. */
    public Optional<BrokerSetting> changeableSetting(String name) {
        return Optional.of(name)
                .filter(new DynamicKeys(listeners)::changeable)
                .flatMap(KeyTable::use)
                .map(use -> BrokerSetting.of(name, use.key(), values.written(name), false));
    }
}
