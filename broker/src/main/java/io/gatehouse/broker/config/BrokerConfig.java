package io.gatehouse.broker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of one broker, legal and complete. {@code main} takes the groups out of it and hands them on; no component
 * sees the whole. Immutable.
 */
public final class BrokerConfig {
    private final Values values;
    private final BrokerIdentity identity;
    private final List<ListenerConfig> listeners;
    private final String interBrokerListener;
    private final SocketSettings sockets;
    private final ConnectionSettings connections;
    private final AccessSettings access;
    private final ZooKeeperSettings zooKeeper;
    private final LogSettings logs;
    private final TopicSettings topics;
    private final GroupSettings groups;
    private final QuotaSettings quotas;
    private final PeerTimeouts peers;

    private BrokerConfig(Values values) {
        SettingsReader reader = new SettingsReader(values);
        this.values = values;
        this.identity = reader.identity();
        this.listeners = List.copyOf(new ListenerReader(values).read());
        this.interBrokerListener = new InterBrokerReader(values).read(listeners);
        this.sockets = reader.sockets();
        this.connections = reader.connections();
        this.access = new AccessReader(values).read();
        this.zooKeeper = new ZooKeeperReader(values).read();
        this.logs = reader.logs();
        this.topics = reader.topics();
        this.groups = reader.groups();
        this.quotas = reader.quotas();
        this.peers = reader.peers();
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

    /** @param text settings by name, with placeholders */
    public static ConfigOutcome parse(Map<String, String> text, Map<String, String> environment) {
        return parse(text, environment, new Findings());
    }

    private static ConfigOutcome parse(Map<String, String> raw, Map<String, String> environment, Findings findings) {
        Map<String, String> resolved = Providers.resolve(raw, environment, findings);
        Values values = new Values(raw, resolved, findings);
        new KeyCheck(raw, resolved, findings).check(ListenerReader.names(values));
        JaasCheck.check(resolved, findings);
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

    /** The name of the listener that brokers use among themselves; one of {@link #listeners()}. */
    public String interBrokerListener() {
        return interBrokerListener;
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

    /** Every setting with its value, for DescribeConfigs of a broker; sorted by name. */
    public List<BrokerSetting> settings() {
        return KeyTable.keys().stream()
                .map(key -> BrokerSetting.of(key, values.written(key)))
                .toList();
    }
}
