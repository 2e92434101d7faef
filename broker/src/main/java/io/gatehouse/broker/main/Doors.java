package io.gatehouse.broker.main;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.ListenerConfig;
import io.gatehouse.broker.config.SocketSettings;
import io.gatehouse.broker.net.Listener;
import io.gatehouse.broker.net.ListenerProtocol;
import io.gatehouse.broker.net.ListenerSettings;
import io.gatehouse.broker.net.NetServices;
import io.gatehouse.broker.net.NetThreads;
import io.gatehouse.broker.net.PeerClients;
import io.gatehouse.broker.net.PeerSettings;
import io.gatehouse.broker.session.ListenerPolicy;
import io.gatehouse.tls.LiveMaterial;
import io.gatehouse.tls.NameSource;
import io.gatehouse.tls.PeerCertificate;
import io.gatehouse.tls.TlsClient;
import io.gatehouse.tls.TlsMaterial;
import io.gatehouse.tls.TlsServer;
import io.gatehouse.tls.TlsSettings;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of this broker, and its way to other brokers.
 *
 * <p>Used in order: {@link #reserve} takes the addresses, {@link #admitBrokers} and {@link #admitClients} let peers in.
 */
final class Doors {
    private static final Logger LOGGER = LoggerFactory.getLogger(Doors.class);

    /** The peer's own clock for idle connections where {@code connections.max.idle.ms} turns it off. */
    private static final Duration NEVER = Duration.ofDays(365);

    private final BrokerConfig config;
    private final ListenerStores stores;
    private final Map<String, Listener> listeners = new LinkedHashMap<>();
    private final List<BrokerEndpoint> endpoints = new ArrayList<>();

    /** @param stores settled */
    Doors(BrokerConfig config, ListenerStores stores) {
        this.config = config;
        this.stores = stores;
    }

    /** Who this broker is to others of its cluster: the name in the certificate of the inter-broker listener. */
    VerifiedPrincipal ownPrincipal() {
        ListenerConfig listener = interBroker();
        if (listener.tls().isEmpty()) {
            return VerifiedPrincipal.ANONYMOUS;
        }
        NameSource source = listener.tls().get().clientName();
        String name = PeerCertificate.ownName(interBrokerMaterial(), source).orElseThrow();
        return listener.certificateNames()
                .map(name)
                .map(VerifiedPrincipal::user)
                .orElseThrow(() -> new StartFailure("no rule of ssl.principal.mapping.rules fits this broker's own"
                        + " certificate name " + name + " (expected: one that does, or DEFAULT as the last)"));
    }

    /** Connections to other brokers, and to this one, on the inter-broker listener. */
    PeerClients peers(NetThreads threads, Closing closing) {
        PeerSettings settings =
                PeerSettings.defaults("broker-" + config.identity().id().orElse(-1));
        Optional<TlsSettings> tls = interBroker().tls();
        if (tls.isEmpty()) {
            return PeerClients.plaintext(threads, settings);
        }
        TlsClient client = closing.add("TLS client", TlsClient.of(tls.get(), interBrokerMaterial()));
        stores.add(config.interBrokerListener(), client);
        return PeerClients.overTls(threads, client, settings);
    }

    /**
     * Takes the addresses of all listeners; those who knock wait.
     *
     * @param policies what each listener asks of those who come
     */
    void reserve(Function<ListenerConfig, ListenerPolicy> policies, NetThreads threads, Closing closing) {
        for (ListenerConfig listener : config.listeners()) {
            Optional<TlsServer> tls = listener.tls().map(settings -> server(listener, settings, closing));
            Listener door = closing.add(
                    "listener " + listener.name(),
                    new Listener(settings(listener), policies.apply(listener), tls, threads));
            int port = door.reserve();
            listeners.put(listener.name(), door);
            BrokerEndpoint told = endpoint(listener, port);
            endpoints.add(told);
            (stores.has(listener.name())
                            ? stores.current(listener.name()).notFor(told.host())
                            : Optional.<String>empty())
                    .ifPresent(warning -> LOGGER.atWarn()
                            .addKeyValue("listener", listener.name())
                            .log(warning));
            LOGGER.atInfo()
                    .addKeyValue("listener", listener.name())
                    .addKeyValue("host", listener.host())
                    .addKeyValue("port", port)
                    .addKeyValue("protocol", listener.protocol())
                    .addKeyValue("tls", tls.map(TlsServer::provider).orElse("none"))
                    .log("listener bound");
        }
    }

    private TlsServer server(ListenerConfig listener, TlsSettings settings, Closing closing) {
        if (listener.engines().isPresent()) {
            return closing.add(
                    "TLS server",
                    TlsServer.of(settings, KafkaEngines.open(listener.engines().get())));
        }
        TlsServer server = closing.add("TLS server", TlsServer.of(settings, stores.current(listener.name())));
        stores.add(listener.name(), server);
        return server;
    }

    /** Follows the files with keys, certificates and revocation lists from now on. */
    void followFiles(
            Optional<LiveMaterial> zooKeeper, ScheduledExecutorService thread, Foundation base, Closing closing) {
        if (!stores.empty()) {
            closing.add("following files", () -> Threads.stop(thread));
            Beans beans = closing.add("JMX beans", new Beans(ManagementFactory.getPlatformMBeanServer()));
            TlsBeans shown = new TlsBeans(stores, listeners, beans, base.clock().instant());
            new TlsRenewal(stores, zooKeeper, listeners.values(), shown, base)
                    .every(config.tlsReload().interval(), thread);
        }
    }

    /** Where the cluster is told to find this broker. */
    List<BrokerEndpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    /** Lets brokers in: the controller's orders come this way. */
    void admitBrokers(NetServices services) {
        door(config.interBrokerListener()).admit(services);
    }

    /** Lets everybody in. */
    void admitClients(NetServices services) {
        listeners.forEach((name, door) -> {
            if (!name.equals(config.interBrokerListener())) {
                door.admit(services);
            }
        });
    }

    void stopAccepting() {
        listeners.values().forEach(Listener::stopAccepting);
    }

    private ListenerConfig interBroker() {
        return config.listeners().stream()
                .filter(listener -> listener.name().equals(config.interBrokerListener()))
                .findFirst()
                .orElseThrow();
    }

    private TlsMaterial interBrokerMaterial() {
        return stores.current(config.interBrokerListener());
    }

    private Listener door(String name) {
        return Optional.ofNullable(listeners.get(name)).orElseThrow();
    }

    private BrokerEndpoint endpoint(ListenerConfig listener, int boundPort) {
        String host = listener.advertisedHost().isEmpty() ? machineName() : listener.advertisedHost();
        int port = listener.advertisedPort() == 0 ? boundPort : listener.advertisedPort();
        return new BrokerEndpoint(
                listener.name(), host, port, protocol(listener).id());
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getCanonicalHostName();
        } catch (UnknownHostException e) {
            throw new StartFailure(
                    "this machine's name cannot be found (expected: advertised.listeners names a host)", e);
        }
    }

    private static ListenerProtocol protocol(ListenerConfig listener) {
        return ListenerProtocol.valueOf(listener.protocol().name());
    }

    private ListenerSettings settings(ListenerConfig listener) {
        SocketSettings sockets = config.sockets();
        return new ListenerSettings(
                listener.name(),
                listener.host(),
                listener.port(),
                protocol(listener),
                sockets.backlog(),
                sockets.sendBufferBytes(),
                sockets.receiveBufferBytes(),
                sockets.requestBytesMax(),
                sockets.saslBytesMax(),
                sockets.authenticationDeadline(),
                sockets.idleMax().orElse(NEVER),
                sockets.failedAuthenticationDelay());
    }
}
