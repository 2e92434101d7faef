package io.gatehouse.broker.main;

import io.gatehouse.auth.block.BlockList;
import io.gatehouse.auth.block.BlockStore;
import io.gatehouse.auth.identity.PeerAddress;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.scram.PasswordRotation;
import io.gatehouse.broker.api.admin.AddBlock;
import io.gatehouse.broker.api.admin.AddTimedRule;
import io.gatehouse.broker.api.admin.AdminPath;
import io.gatehouse.broker.api.admin.AdminTable;
import io.gatehouse.broker.api.admin.ApplyPolicy;
import io.gatehouse.broker.api.admin.AskRules;
import io.gatehouse.broker.api.admin.EndSession;
import io.gatehouse.broker.api.admin.KillSessions;
import io.gatehouse.broker.api.admin.ListBlocks;
import io.gatehouse.broker.api.admin.ListCredentials;
import io.gatehouse.broker.api.admin.ListSessions;
import io.gatehouse.broker.api.admin.ListTimedRules;
import io.gatehouse.broker.api.admin.OwnRights;
import io.gatehouse.broker.api.admin.ReadPolicy;
import io.gatehouse.broker.api.admin.RemoveBlock;
import io.gatehouse.broker.api.admin.RemoveTimedRule;
import io.gatehouse.broker.api.admin.RotatePassword;
import io.gatehouse.broker.api.admin.SessionEnding;
import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.ListenerConfig;
import io.gatehouse.broker.net.AdminDeadlines;
import io.gatehouse.broker.net.AdminListener;
import io.gatehouse.broker.net.AdminServices;
import io.gatehouse.broker.net.NetThreads;
import io.gatehouse.broker.net.TlsDoor;
import io.gatehouse.broker.session.SessionRegistry;
import io.gatehouse.tls.TlsServer;
import io.gatehouse.tls.TlsSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin endpoint, where the settings ask for one. */
final class AdminDoor {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdminDoor.class);

    /** Administrators are few, and what they ask takes milliseconds. */
    private static final int WORKERS = 2;

    private static final int QUEUED_MAX = 64;

    private final ListenerConfig config;
    private final String interBrokerListener;
    private final AdminListener listener;

    private AdminDoor(ListenerConfig config, String interBrokerListener, AdminListener listener) {
        this.config = config;
        this.interBrokerListener = interBrokerListener;
        this.listener = listener;
    }

    /** Takes the address; those who knock wait. */
    static Optional<AdminDoor> reserve(
            BrokerConfig config, ListenerStores stores, NetThreads threads, Closing closing) {
        return config.adminListener().map(admin -> open(config, admin, stores, threads, closing));
    }

    private static AdminDoor open(
            BrokerConfig config, ListenerConfig admin, ListenerStores stores, NetThreads threads, Closing closing) {
        TlsSettings settings = admin.tls().orElseThrow();
        TlsServer tls = closing.add("admin TLS", TlsServer.of(settings, stores.current(admin.name())));
        stores.add(admin.name(), tls);
        AdminListener listener = closing.add(
                "admin endpoint",
                new AdminListener(Doors.settings(config.sockets(), admin), AdminDeadlines.USUAL, tls, threads));
        int port = listener.reserve();
        LOGGER.atInfo()
                .addKeyValue("host", admin.host())
                .addKeyValue("port", port)
                .addKeyValue("tls", tls.provider())
                .log("admin endpoint bound");
        return new AdminDoor(admin, config.interBrokerListener(), listener);
    }

    /** Lets administrators in. */
    void admit(Metadata metadata, SessionRegistry sessions, ImagePublisher cluster, Foundation base, Closing closing) {
        ExecutorService workers = Threads.waiting("admin", WORKERS, QUEUED_MAX);
        closing.add("admin threads", () -> Threads.stop(workers));
        BlockStore blocks = metadata.blocks().store();
        BlockList list = metadata.blocks().list();
        Predicate<Session> ofBrokers =
                session -> session.listener().equals(interBrokerListener) && list.exempt(session.principal());
        SessionEnding ending = new SessionEnding(sessions, ofBrokers, base.audit());
        PasswordRotation rotation = new PasswordRotation(metadata.scram());
        List<AdminPath> paths = new ArrayList<>(List.of(
                new ListSessions(metadata.brokerId(), sessions),
                new EndSession(ending),
                new KillSessions(ending),
                new ListBlocks(blocks),
                new AddBlock(
                        blocks, list, () -> brokerAddresses(cluster, sessions, ofBrokers), base.ids(), base.audit()),
                new RemoveBlock(blocks, base.audit()),
                new ListTimedRules(metadata.timedRules()),
                new AddTimedRule(metadata.acls(), metadata.timedRules(), base.ids(), base.audit()),
                new RemoveTimedRule(metadata.timedRules(), base.audit()),
                new ListCredentials(metadata.brokerId(), metadata.scram(), metadata.uses()),
                RotatePassword.begin(rotation, base.audit()),
                RotatePassword.finish(rotation, base.audit()),
                new ReadPolicy(metadata.acls(), metadata.policy(), metadata.timedRules()),
                new ApplyPolicy(metadata.acls(), metadata.policy(), base.random(), base.audit())));
        paths.addAll(AskRules.all(metadata.acls(), metadata.traffic()));
        AdminTable table =
                new AdminTable(paths, OwnRights.all(metadata.acls()), metadata.acls(), base.audit(), base.ids());
        listener.admit(new AdminServices(table, config.certificateNames(), list, base.audit(), workers, base.clock()));
    }

    /** Where brokers are told to be found, as far as their names can be looked up, and where they come from now. */
    private static Set<String> brokerAddresses(
            ImagePublisher cluster, SessionRegistry sessions, Predicate<Session> ofBrokers) {
        Set<String> addresses = new HashSet<>();
        sessions.list().stream().filter(ofBrokers).forEach(session -> addresses.add(session.host()));
        for (BrokerImage broker : cluster.image().brokers().values()) {
            for (BrokerEndpoint endpoint : broker.endpoints()) {
                try {
                    Stream.of(InetAddress.getAllByName(endpoint.host()))
                            .map(PeerAddress::canonical)
                            .forEach(addresses::add);
                } catch (UnknownHostException e) {
                    LOGGER.atWarn()
                            .addKeyValue("host", endpoint.host())
                            .log("the address of a broker is not known here");
                }
            }
        }
        return addresses;
    }

    String name() {
        return config.name();
    }

    TlsDoor door() {
        return listener;
    }
}
