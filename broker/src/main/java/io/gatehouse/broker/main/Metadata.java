package io.gatehouse.broker.main;

import static io.gatehouse.broker.main.Waiting.await;

import io.gatehouse.acl.Access;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.AclStore;
import io.gatehouse.acl.DecisionAudit;
import io.gatehouse.acl.DecisionListener;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.ShadowScope;
import io.gatehouse.acl.Subject;
import io.gatehouse.acl.TimedRuleStore;
import io.gatehouse.acl.traffic.Traffic;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.scram.CredentialUses;
import io.gatehouse.auth.scram.PhantomCredentials;
import io.gatehouse.auth.scram.ScramCredentialStore;
import io.gatehouse.auth.token.DelegationTokens;
import io.gatehouse.auth.token.TokenKey;
import io.gatehouse.auth.token.TokenStore;
import io.gatehouse.broker.api.admin.PolicyStore;
import io.gatehouse.broker.api.topic.TopicTableRules;
import io.gatehouse.broker.config.AccessSettings;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.TlsReloadSettings;
import io.gatehouse.broker.config.TokenSettings;
import io.gatehouse.broker.config.ZooKeeperSettings;
import io.gatehouse.broker.controller.ClusterIdentity;
import io.gatehouse.broker.controller.TopicConfigRules;
import io.gatehouse.broker.controller.TopicConfigStore;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.session.Honeytokens;
import io.gatehouse.quotas.QuotaLedger;
import io.gatehouse.quotas.QuotaStore;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What ZooKeeper keeps for this broker: the cluster's identity, access rules, credentials, quotas, topic settings; loaded
 * before anybody is let in, and followed from then on.
 */
record Metadata(
        ZkSession zookeeper,
        String clusterId,
        BrokerId brokerId,
        AclEngine acls,
        Optional<KafkaAuthorizer> authorizer,
        Traffic traffic,
        Optional<GroupFile> groups,
        AclStore aclStore,
        TimedRuleStore timedRules,
        QuotaLedger quotas,
        QuotaStore quotaStore,
        ScramCredentialStore scram,
        PolicyStore policy,
        Optional<DelegationTokens> tokens,
        CredentialUses uses,
        Blocks blocks,
        PhantomCredentials phantoms,
        TopicConfigStore topicSettings,
        TopicConfigRules topicRules,
        Access own,
        int topics,
        Foundation base) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int IN_FLIGHT_MAX = 10;
    private static final String LOOPBACK = "127.0.0.1";
    private static final String TOPICS = "/brokers/topics";

    /** Begins to connect on a thread of its own, so that keys and certificates can be read meanwhile. */
    static CompletableFuture<ZkSession> connect(BrokerConfig config, Closing closing) {
        ZkSettings settings = settings(config.zooKeeper(), config.tlsReload());
        CompletableFuture<ZkSession> session = Threads.beside("zookeeper-connect", () -> ZkSession.connect(settings));
        closing.add("ZooKeeper session", () -> {
            var unused = session.thenAccept(ZkSession::close); // At once, or when it has connected after all.
        });
        return session;
    }

    static Metadata open(
            BrokerConfig config,
            VerifiedPrincipal self,
            Optional<KafkaAuthorizer> authorizer,
            ZkSession zookeeper,
            Foundation base) {
        ClusterIdentity identity = new ClusterIdentity(zookeeper, base.random());
        await(identity.preparePaths(), PATIENCE, "preparing ZooKeeper's paths");
        String clusterId = await(identity.id(), PATIENCE, "reading the cluster's id");
        Traffic traffic = new Traffic(
                config.access().observedMax(),
                base.clock(),
                ObservedFile.read(observed(config), base.clock().instant()));
        AclEngine acls = engine(config.access(), self, authorizer, traffic, base);
        Optional<GroupFile> groups = config.access().groupsFile().map(file -> new GroupFile(file, acls, base.audit()));
        QuotaLedger quotas =
                new QuotaLedger(config.quotas().windows(), config.quotas().window());
        Sealed sealed = Sealed.open(config, zookeeper, clusterId, acls, quotas, base);
        TopicConfigRules rules = new TopicTableRules(config.logs().topicDefaults());
        TopicConfigStore topicSettings = new TopicConfigStore(zookeeper, rules);
        await(topicSettings.start(), PATIENCE, "reading topic settings");
        return new Metadata(
                zookeeper,
                clusterId,
                brokerId(config),
                acls,
                authorizer,
                traffic,
                groups,
                sealed.acls(),
                sealed.timedRules(),
                quotas,
                sealed.quotas(),
                sealed.scram(),
                sealed.policy(),
                sealed.tokens().map(store -> tokens(config.tokens(), store, base)),
                new CredentialUses(base.clock().instant()),
                Blocks.follow(sealed.blocks(), alwaysIn(config.access(), self)),
                new PhantomCredentials(sealed.phantomSecret()),
                topicSettings,
                rules,
                own(acls).access(new Subject(self, LOOPBACK)),
                await(zookeeper.children(TOPICS), PATIENCE, "counting topics").size(),
                base);
    }

    static Path observed(BrokerConfig config) {
        return ObservedFile.in(config.logs().directories().get(0));
    }

    private static ZkSettings settings(ZooKeeperSettings from, TlsReloadSettings reload) {
        return new ZkSettings(
                from.connect(),
                from.sessionTimeout(),
                from.connectionTimeout(),
                IN_FLIGHT_MAX,
                from.tls(),
                reload.otherSubjectAllowed(),
                from.setAcl(),
                from.kerberos());
    }

    private static DelegationTokens tokens(TokenSettings settings, TokenStore store, Foundation base) {
        return new DelegationTokens(
                store,
                new TokenKey(settings.secret().orElseThrow()),
                new DelegationTokens.Lifetimes(settings.lifetimeMax(), settings.renewal()),
                base.random());
    }

    static BrokerId brokerId(BrokerConfig config) {
        return new BrokerId(config.identity()
                .id()
                .orElseThrow(() -> new StartFailure(
                        "broker.id is not set (expected: a number of its own for each broker; generated ids are not"
                                + " part of this version)")));
    }

    private static AclEngine engine(
            AccessSettings access,
            VerifiedPrincipal self,
            Optional<KafkaAuthorizer> authorizer,
            Traffic traffic,
            Foundation base) {
        DecisionAudit audit = new DecisionAudit(base.audit(), access.auditedAllows());
        DecisionListener listener = check -> {
            audit.decided(check);
            traffic.decided(check);
        };
        if (authorizer.isPresent()) {
            return AclEngine.askingInstead(authorizer.get(), listener);
        }
        if (!access.authorizer()) {
            return AclEngine.allowingEverything(audit);
        }
        Set<VerifiedPrincipal> superUsers = superUsers(access);
        if (!superUsers.contains(self)) {
            throw new StartFailure("super.users = " + String.join(";", access.superUsers())
                    + " (expected: " + self
                    + " in it, who this broker is on the inter-broker listener, by its certificate or"
                    + " its own log-in)");
        }
        AclPolicy policy = new AclPolicy(
                true, superUsers, access.allowEveryoneIfNoRuleFound(), new ShadowScope(access.shadow()), null);
        return new AclEngine(policy, listener);
    }

    /** As in Kafka, another authorizer is asked about what comes in, not about what this broker does with its own topics. */
    private static AclEngine own(AclEngine acls) {
        return acls.decidesItself() ? acls : AclEngine.allowingEverything(check -> {});
    }

    /** Whom no block keeps out: brokers, and those who can take it away. */
    private static Set<VerifiedPrincipal> alwaysIn(AccessSettings access, VerifiedPrincipal self) {
        return Stream.concat(superUsers(access).stream(), Stream.of(self)).collect(Collectors.toSet());
    }

    static Set<VerifiedPrincipal> superUsers(AccessSettings access) {
        return access.superUsers().stream()
                .map(text -> VerifiedPrincipal.parse(text).orElseThrow())
                .collect(Collectors.toSet());
    }

    /** What listeners ask of those who come. */
    Mechanisms mechanisms(
            Kerberos kerberos,
            TokenJudges judges,
            CallbackHandlers handlers,
            Honeytokens honeytokens,
            String interBrokerListener) {
        return new Mechanisms(
                scram,
                uses,
                tokens,
                phantoms,
                base.random(),
                kerberos,
                judges,
                handlers,
                honeytokens,
                blocks.list(),
                interBrokerListener);
    }

    /** This broker's own permit; its principal is a super user, so it has every right that it asks for. */
    Permit<TopicName> ownTopicPermit(Operation operation, TopicName topic) {
        return own.check(operation, ResourceType.TOPIC, topic.value(), topic)
                .permit()
                .orElseThrow(() -> new StartFailure("this broker has no right to " + operation + " " + topic));
    }

    Optional<Permit<ClusterScope>> ownClusterPermit(Operation operation) {
        return own.check(operation, ResourceType.CLUSTER, ResourcePattern.CLUSTER_NAME, ClusterScope.CLUSTER)
                .permit();
    }
}
