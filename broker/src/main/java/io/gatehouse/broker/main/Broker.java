package io.gatehouse.broker.main;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.broker.api.ApiTable;
import io.gatehouse.broker.api.connection.ApiVersionsHandler;
import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.ConnectionSettings;
import io.gatehouse.broker.config.ListenerConfig;
import io.gatehouse.broker.controller.BrokerConfigStore;
import io.gatehouse.broker.controller.Registration;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.net.NetServices;
import io.gatehouse.broker.net.NetThreads;
import io.gatehouse.broker.session.Honeytokens;
import io.gatehouse.broker.session.LogInBackoff;
import io.gatehouse.broker.session.SessionRegistry;
import io.gatehouse.quotas.ConnectionLimits;
import io.gatehouse.zk.ZkSession;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One broker: built in order, closed in reverse (COMPAT H2). Reading {@link #start} from top to bottom shows the program.
 */
public final class Broker implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Broker.class);

    private final Closing closing;
    private final Doors doors;

    private Broker(Closing closing, Doors doors) {
        this.closing = closing;
        this.doors = doors;
    }

    /**
     * Starts a broker; when this returns it serves clients.
     *
     * @param warnings sentences about the settings, logged at every start
     * @throws RuntimeException explained by {@link StartFailures#explain}
     */
    public static Broker start(BrokerConfig config, List<String> warnings) {
        warnings.forEach(warning -> LOGGER.atWarn().log(warning));
        Closing closing = new Closing();
        try {
            return build(config, closing);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private static Broker build(BrokerConfig config, Closing closing) {
        Foundation base = Foundation.lay(closing);
        CompletableFuture<ZkSession> zookeeper = Metadata.connect(config, closing);
        ListenerStores stores = ListenerStores.load(config);
        BrokerId id = Metadata.brokerId(config);
        ScheduledExecutorService renewals = Threads.timer("tls-renewal");
        closing.add("TLS renewal", () -> Threads.stop(renewals));
        DynamicSettings settings = new DynamicSettings(
                config, new BrokerConfigStore(zookeeper.join(), id, base.clock()), stores, renewals, base);
        List<ListenerConfig> listeners = settings.load();
        Optional<KafkaAuthorizer> authorizer =
                config.access().other().map(plugin -> KafkaAuthorizer.open(plugin, closing));
        Metadata metadata =
                Metadata.open(config, Doors.ownPrincipal(config, stores), authorizer, zookeeper.join(), base);
        config.ownLogIn().ifPresent(logIn -> OwnProof.check(logIn, metadata));
        ImagePublisher cluster = new ImagePublisher();
        NetThreads threads =
                closing.add("network threads", new NetThreads(config.sockets().threads()));
        Kerberos kerberos = closing.add("Kerberos", new Kerberos(config.logs().directories(), base));
        TokenJudges tokens =
                closing.add("OAuth keys", TokenJudges.of(config, Doors.ownPrincipal(config, stores), base.clock()));
        CallbackHandlers handlers = closing.add("callback handlers", new CallbackHandlers());
        Honeytokens honeytokens = new Honeytokens(config.access().honeytokens());
        Doors doors = new Doors(
                config,
                stores,
                metadata.mechanisms(kerberos, tokens, handlers, honeytokens, config.interBrokerListener())::policy,
                threads);
        doors.reserve(listeners, closing);
        Optional<AdminDoor> admin = AdminDoor.reserve(config, stores, threads, closing);
        Storage storage = Storage.open(config, metadata, base, closing);
        closing.add(
                "what rules were asked", ObservedFile.keep(Metadata.observed(config), metadata.traffic(), renewals));
        BrokerImage self =
                new BrokerImage(id, doors.endpoints(), config.identity().rack());
        Control control = Control.prepare(config, metadata, cluster, self, doors.peers(base, closing), base, closing);
        Coordinators coordinators = Coordinators.open(config, metadata, storage, cluster, base, closing);
        AtomicReference<ApiTable> apis = new AtomicReference<>(new ApiTable(List.of()));
        ApiVersionsHandler versions =
                new ApiVersionsHandler(() -> Objects.requireNonNull(apis.get()).specs());
        ApiTable table =
                Apis.table(config, metadata, storage, cluster, control, coordinators, settings, versions, base);
        apis.set(table);
        NetServices services = services(config, metadata, table, versions, base);
        endWithCredentials(metadata, services.sessions(), base);
        metadata.blocks().endSessions(services.sessions(), base);
        doors.onMove(endpoints -> tellOthers(control.registration(), endpoints));
        settings.begin(doors::prepare);
        authorizer.ifPresent(
                other -> other.start(metadata.clusterId(), id, doors.endpoints(), config.interBrokerListener()));
        doors.admitBrokers(services);
        control.join(cluster, metadata.topics());
        coordinators.producerIds().prepare();
        authorizer.ifPresent(KafkaAuthorizer::awaitReady);
        doors.admitClients(services);
        admin.ifPresent(door -> door.admit(metadata, services.sessions(), cluster, base, closing));
        metadata.tokens()
                .ifPresent(present -> new TokenSweep(present, control.controller()::active, System::nanoTime, base)
                        .every(config.tokens().checkInterval(), base.timer()));
        doors.followFiles(zookeeper.join().material(), admin, renewals, base, closing);
        metadata.groups().ifPresent(file -> file.every(config.tlsReload().interval(), renewals));
        LOGGER.atInfo()
                .addKeyValue("broker", id)
                .addKeyValue("cluster", metadata.clusterId())
                .log("broker started");
        return new Broker(closing, doors);
    }

    private static void tellOthers(Registration registration, List<BrokerEndpoint> endpoints) {
        registration.update(endpoints).whenComplete((done, failure) -> {
            if (failure != null) {
                LOGGER.atError().setCause(failure).log("the cluster does not know of this broker's new addresses yet");
            }
        });
    }

    /** Who was let in with a password or token that is gone, or another now, has to prove who he is anew. */
    private static void endWithCredentials(Metadata metadata, SessionRegistry sessions, Foundation base) {
        Runnable end = () -> sessions.endUnproven()
                .forEach(session -> base.audit()
                        .record(new AuditEvent("session", "ended", Map.of())
                                .with("reason", "credential-withdrawn")
                                .with("principal", session.principal().toString())
                                .with("mechanism", session.mechanism())
                                .with("listener", session.listener())
                                .with("peer", session.host())
                                .with("session", session.id())));
        metadata.scram().onChange(end);
        metadata.tokens().ifPresent(tokens -> tokens.onChange(end));
    }

    private static NetServices services(
            BrokerConfig config, Metadata metadata, ApiTable apis, ApiVersionsHandler versions, Foundation base) {
        ConnectionSettings limits = config.connections();
        return new NetServices(
                apis,
                versions,
                metadata.acls(),
                metadata.quotas(),
                new ConnectionLimits(
                        Descriptors.connectionsMax(limits.max()),
                        limits.perAddress(),
                        limits.overrides(),
                        limits.unauthenticatedMax(),
                        limits.unauthenticatedPerAddress()),
                new SessionRegistry(),
                new LogInBackoff(limits.failuresPerMinute(), limits.failuresPerMinutePerAddress()),
                base.audit(),
                base.waiting(),
                base.ids(),
                base.clock());
    }

    /** Stops in order: nobody new, then everything in the reverse of its start; the logs' clean mark comes last but one. */
    @Override
    public void close() {
        LOGGER.atInfo().log("broker stopping");
        doors.stopAccepting();
        closing.close();
        LOGGER.atInfo().log("broker stopped");
    }
}
