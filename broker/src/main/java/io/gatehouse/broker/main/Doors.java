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
import io.gatehouse.broker.net.TlsDoor;
import io.gatehouse.broker.session.ListenerPolicy;
import io.gatehouse.tls.LiveMaterial;
import io.gatehouse.tls.NameSource;
import io.gatehouse.tls.PeerCertificate;
import io.gatehouse.tls.TlsClient;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
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
    private final Function<ListenerConfig, ListenerPolicy> policies;
    private final NetThreads threads;

    /** In the order of the settings. Replaced as a whole. */
    private volatile List<Door> doors = List.of();

    private volatile Optional<NetServices> services = Optional.empty();
    private volatile Consumer<List<BrokerEndpoint>> onMove = endpoints -> {};

    /** One listener that has its address. */
    private record Door(ListenerConfig config, Listener listener, Optional<TlsServer> tls, int port) {
        String name() {
            return config.name();
        }

        /** The same where others are told of another way to it. */
        Door as(ListenerConfig changed) {
            return new Door(changed, listener, tls, port);
        }

        void close() {
            listener.close();
            tls.ifPresent(TlsServer::close);
        }
    }

    /**
     * @param stores settled
     * @param policies what each listener asks of those who come
     */
    Doors(
            BrokerConfig config,
            ListenerStores stores,
            Function<ListenerConfig, ListenerPolicy> policies,
            NetThreads threads) {
        this.config = config;
        this.stores = stores;
        this.policies = policies;
        this.threads = threads;
    }

    /**
     * Who this broker is to others of its cluster: the user by whom it logs in to the inter-broker listener, or the name in that
     * listener's certificate.
     */
    static VerifiedPrincipal ownPrincipal(BrokerConfig config, ListenerStores stores) {
        if (config.ownLogIn().isPresent()) {
            return OwnProof.principal(config.ownLogIn().get());
        }
        ListenerConfig listener = interBroker(config);
        if (listener.tls().isEmpty()) {
            return VerifiedPrincipal.ANONYMOUS;
        }
        NameSource source = listener.tls().get().clientName();
        String name =
                PeerCertificate.ownName(stores.current(listener.name()), source).orElseThrow();
        return listener.certificateNames()
                .map(name)
                .map(VerifiedPrincipal::user)
                .orElseThrow(() -> new StartFailure("no rule of ssl.principal.mapping.rules fits this broker's own"
                        + " certificate name " + name + " (expected: one that does, or DEFAULT as the last)"));
    }

    /** Connections to other brokers, and to this one, on the inter-broker listener. */
    PeerClients peers(Foundation base, Closing closing) {
        PeerClients nameless = namelessPeers(closing);
        return config.ownLogIn()
                .map(logIn -> nameless.loggingIn(OwnProof.open(logIn, base, closing)))
                .orElse(nameless);
    }

    private PeerClients namelessPeers(Closing closing) {
        PeerSettings settings =
                PeerSettings.defaults("broker-" + config.identity().id().orElse(-1));
        Optional<TlsSettings> tls = interBroker(config).tls();
        if (tls.isEmpty()) {
            return PeerClients.plaintext(threads, settings);
        }
        TlsClient client =
                closing.add("TLS client", TlsClient.of(tls.get(), stores.current(config.interBrokerListener())));
        stores.add(config.interBrokerListener(), client);
        return PeerClients.overTls(threads, client, settings);
    }

    /** Takes the addresses of all listeners; those who knock wait. */
    void reserve(List<ListenerConfig> listeners, Closing closing) {
        closing.add("listeners", () -> doors.forEach(Door::close));
        for (ListenerConfig listener : listeners) {
            doors = with(doors, open(listener));
        }
    }

    private static List<Door> with(List<Door> doors, Door another) {
        return Stream.concat(doors.stream(), Stream.of(another)).toList();
    }

    private Door open(ListenerConfig config) {
        ListenerPolicy policy = policies.apply(config); // First: it may fail, and leaves nothing native behind.
        Optional<TlsServer> tls = config.tls().map(settings -> server(config, settings));
        Listener listener = new Listener(settings(this.config.sockets(), config), policy, tls, threads);
        Door door = new Door(config, listener, tls, bound(listener, tls));
        String host = endpoint(door).host();
        (stores.has(config.name()) ? stores.current(config.name()).notFor(host) : Optional.<String>empty())
                .ifPresent(warning ->
                        LOGGER.atWarn().addKeyValue("listener", config.name()).log(warning));
        LOGGER.atInfo()
                .addKeyValue("listener", config.name())
                .addKeyValue("host", config.host())
                .addKeyValue("port", door.port())
                .addKeyValue("protocol", config.protocol())
                .addKeyValue("tls", tls.map(TlsServer::provider).orElse("none"))
                .log("listener bound");
        return door;
    }

    private static int bound(Listener listener, Optional<TlsServer> tls) {
        try {
            return listener.reserve();
        } catch (RuntimeException e) {
            tls.ifPresent(TlsServer::close);
            throw e;
        }
    }

    private TlsServer server(ListenerConfig listener, TlsSettings settings) {
        if (listener.engines().isPresent()) {
            return TlsServer.of(settings, KafkaEngines.open(listener.engines().get()));
        }
        TlsServer server = TlsServer.of(settings, stores.current(listener.name()));
        stores.add(listener.name(), server);
        return server;
    }

    /** Whom to tell when the cluster is to find this broker somewhere else. */
    void onMove(Consumer<List<BrokerEndpoint>> told) {
        onMove = told;
    }

    /**
     * Takes the addresses of listeners that are new; those who knock wait. One change at a time.
     *
     * @param next all that there will be
     * @throws io.gatehouse.broker.net.ListenerFailure if an address cannot be had
     * @throws io.gatehouse.tls.TlsConfigurationException if the stores of one are no good
     */
    PreparedChange prepare(List<ListenerConfig> next) {
        List<Door> before = doors;
        List<Door> opened = new ArrayList<>();
        List<Door> after = new ArrayList<>();
        try {
            for (ListenerConfig listener : next) {
                Optional<Door> known = before.stream()
                        .filter(door -> door.config().sameName(listener))
                        .findFirst();
                Door door = known.map(same -> same.as(listener)).orElseGet(() -> openLate(listener));
                after.add(door);
                if (known.isEmpty()) {
                    opened.add(door);
                }
            }
        } catch (RuntimeException e) {
            opened.forEach(this::closeLate);
            throw e;
        }
        return new PreparedChange() {
            @Override
            public void use() {
                become(before, List.copyOf(after), opened);
            }

            @Override
            public void drop() {
                opened.forEach(Doors.this::closeLate);
            }
        };
    }

    private Door openLate(ListenerConfig listener) {
        if (listener.ownEngines()) {
            stores.open(listener);
        }
        try {
            return open(listener);
        } catch (RuntimeException e) {
            stores.close(listener.name());
            throw e;
        }
    }

    private void closeLate(Door door) {
        door.close();
        stores.close(door.name());
        LOGGER.atInfo().addKeyValue("listener", door.name()).log("listener closed");
    }

    /** Others hear of the new addresses before they can knock in vain at the old ones. */
    private synchronized void become(List<Door> before, List<Door> after, List<Door> opened) {
        doors = after;
        stores.now(after.stream().map(Door::config).toList());
        services.ifPresent(present -> opened.forEach(door -> door.listener().admit(present)));
        onMove.accept(endpoints());
        before.stream()
                .filter(door -> after.stream().noneMatch(other -> other.listener() == door.listener()))
                .forEach(this::closeLate);
    }

    /** Follows the files with keys, certificates and revocation lists from now on. */
    void followFiles(
            Optional<LiveMaterial> zooKeeper,
            Optional<AdminDoor> admin,
            ScheduledExecutorService thread,
            Foundation base,
            Closing closing) {
        closing.add("following files", () -> Threads.stop(thread));
        TlsBeans shown = closing.add(
                "JMX beans", new TlsBeans(stores, ManagementFactory.getPlatformMBeanServer(), () -> listeners(admin)));
        new TlsRenewal(stores, zooKeeper, () -> listeners(admin).values(), shown, base)
                .every(config.tlsReload().interval(), thread);
    }

    /** By name. */
    private Map<String, TlsDoor> listeners(Optional<AdminDoor> admin) {
        Map<String, TlsDoor> listeners = new LinkedHashMap<>();
        doors.forEach(door -> listeners.put(door.name(), door.listener()));
        admin.ifPresent(door -> listeners.put(door.name(), door.door()));
        return listeners;
    }

    /** Where the cluster is told to find this broker. */
    List<BrokerEndpoint> endpoints() {
        return doors.stream().map(Doors::endpoint).toList();
    }

    /** Lets brokers in: the controller's orders come this way. */
    void admitBrokers(NetServices services) {
        door(config.interBrokerListener()).listener().admit(services);
    }

    /** Lets everybody in. */
    synchronized void admitClients(NetServices services) {
        for (Door door : doors) {
            if (!door.name().equals(config.interBrokerListener())) {
                door.listener().admit(services);
            }
        }
        this.services = Optional.of(services);
    }

    void stopAccepting() {
        doors.forEach(door -> door.listener().stopAccepting());
    }

    private static ListenerConfig interBroker(BrokerConfig config) {
        return config.listeners().stream()
                .filter(listener -> listener.name().equals(config.interBrokerListener()))
                .findFirst()
                .orElseThrow();
    }

    private Door door(String name) {
        return doors.stream()
                .filter(door -> door.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static BrokerEndpoint endpoint(Door door) {
        ListenerConfig listener = door.config();
        String host = listener.advertisedHost().isEmpty() ? machineName() : listener.advertisedHost();
        int port = listener.advertisedPort() == 0 ? door.port() : listener.advertisedPort();
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

    static ListenerSettings settings(SocketSettings sockets, ListenerConfig listener) {
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
