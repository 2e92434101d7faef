package io.gatehouse.broker.main.quickstart;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ResourceNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Users, topic and rules, made over the wire as any administrator would. */
final class Cluster implements AutoCloseable {
    static final String TOPIC = "events";
    /** The application's consumer group. */
    static final String GROUP = "app";

    /** Kafka's own number; more would slow each log-in down for no attacker's loss, as the passwords are random. */
    private static final int ITERATIONS = 4096;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final short ONE_REPLICA = 1;

    private final Admin admin;

    private Cluster(Admin admin) {
        this.admin = admin;
    }

    static Cluster connect(Map<String, String> settings) {
        return new Cluster(Admin.create(Map.copyOf(settings)));
    }

    /** Whether the user had to be told to the broker. */
    boolean ensureUser(User user) {
        if (!user.fresh() && known(user)) {
            return false;
        }
        await(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        user.name(),
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                        user.password())))
                .all());
        return true;
    }

    private boolean known(User user) {
        try {
            return await(admin.describeUserScramCredentials(List.of(user.name()))
                            .description(user.name()))
                    .credentialInfos()
                    .stream()
                    .anyMatch(info -> info.mechanism() == ScramMechanism.SCRAM_SHA_512);
        } catch (ResourceNotFoundException e) {
            return false;
        }
    }

    void removeUser(User user) {
        await(admin.alterUserScramCredentials(
                        List.of(new UserScramCredentialDeletion(user.name(), ScramMechanism.SCRAM_SHA_512)))
                .all());
    }

    /** Whether the topic had to be made. */
    boolean ensureTopic() {
        try {
            await(admin.createTopics(List.of(new NewTopic(TOPIC, 1, ONE_REPLICA)))
                    .all());
            return true;
        } catch (TopicExistsException e) {
            return false;
        }
    }

    /** The least that a producer and a consumer of one topic need; a rule that is there already stays one rule. */
    void allowApplication() {
        await(admin.createAcls(List.of(
                        allow(ResourceType.TOPIC, TOPIC, AclOperation.WRITE),
                        allow(ResourceType.TOPIC, TOPIC, AclOperation.READ),
                        allow(ResourceType.GROUP, GROUP, AclOperation.READ)))
                .all());
    }

    private static AclBinding allow(ResourceType type, String name, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + User.APP, "*", operation, AclPermissionType.ALLOW));
    }

    /** Waits for an answer and throws what the broker refused with. */
    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new QuickstartFailure("the broker's answer cannot be used: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new QuickstartFailure("the broker did not answer within " + PATIENCE.toSeconds() + " s.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuickstartFailure("stopped while waiting for the broker.", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
