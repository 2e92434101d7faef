package io.gatehouse.broker.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.controller.AlterOutcome;
import io.gatehouse.broker.controller.NewTopic;
import io.gatehouse.broker.controller.TopicOutcome;
import io.gatehouse.broker.controller.TopicPolicies.Target;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.server.policy.AlterConfigPolicy;
import org.apache.kafka.server.policy.CreateTopicPolicy;
import org.junit.jupiter.api.Test;

/** CONFORMANCE SPI-12: plug-ins of Kafka's interfaces say what topics and settings may be like. */
final class KafkaPoliciesTest {
    private static final NewTopic COUNTED =
            new NewTopic(new TopicName("orders"), 3, 1, Optional.empty(), Map.of("retention.ms", "7"));
    private static final NewTopic ASSIGNED =
            new NewTopic(new TopicName("orders"), -1, -1, Optional.of(Map.of(0, List.of(1))), Map.of());
    private static final TopicOutcome CREATED = TopicOutcome.refused(ErrorCode.NONE, "done");

    private final List<CreateTopicPolicy.RequestMetadata> creations = new ArrayList<>();
    private final List<AlterConfigPolicy.RequestMetadata> alterations = new ArrayList<>();
    private int done;

    private final class Creation implements CreateTopicPolicy {
        private final Consumer<CreateTopicPolicy.RequestMetadata> judge;

        Creation(Consumer<CreateTopicPolicy.RequestMetadata> judge) {
            this.judge = judge;
        }

        @Override
        public void validate(CreateTopicPolicy.RequestMetadata wanted) {
            creations.add(wanted);
            judge.accept(wanted);
        }

        @Override
        public void configure(Map<String, ?> configs) {}

        @Override
        public void close() {}
    }

    private final class Alteration implements AlterConfigPolicy {
        @Override
        public void validate(AlterConfigPolicy.RequestMetadata wanted) {
            alterations.add(wanted);
            if (wanted.configs().containsKey("forbidden")) {
                throw new PolicyViolationException("not here");
            }
        }

        @Override
        public void configure(Map<String, ?> configs) {}

        @Override
        public void close() {}
    }

    private TopicOutcome create(NewTopic wanted, Consumer<CreateTopicPolicy.RequestMetadata> judge) {
        return now(new KafkaPolicies(new Creation(judge), null, Runnable::run).creating(wanted, () -> {
            done++;
            return CompletableFuture.completedStage(CREATED);
        }));
    }

    private AlterOutcome alter(Target target, Map<String, Optional<String>> entries) {
        return now(new KafkaPolicies(null, new Alteration(), Runnable::run).altering(target, entries, () -> {
            done++;
            return CompletableFuture.completedStage(AlterOutcome.DONE);
        }));
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void whatItAllowsIsDone() {
        assertThat(create(COUNTED, wanted -> {})).isSameAs(CREATED);
        assertThat(done).isEqualTo(1);
        assertThat(creations)
                .containsExactly(new CreateTopicPolicy.RequestMetadata(
                        "orders", 3, (short) 1, null, Map.of("retention.ms", "7")));
    }

    @Test
    void whoseAssignmentIsGivenHasNoCounts() {
        create(ASSIGNED, wanted -> {});

        assertThat(creations)
                .containsExactly(
                        new CreateTopicPolicy.RequestMetadata("orders", null, null, Map.of(0, List.of(1)), Map.of()));
    }

    @Test
    void whatItForbidsIsNotDoneAndItsWordsAreTheAnswer() {
        TopicOutcome outcome = create(COUNTED, wanted -> {
            throw new PolicyViolationException("names begin with the team's");
        });

        assertThat(outcome.error()).isEqualTo(ErrorCode.POLICY_VIOLATION);
        assertThat(outcome.message()).contains("names begin with the team's");
        assertThat(done).isZero();
    }

    @Test
    void whatItCannotDecideIsNotDoneAndTheAnswerShowsNothingOfIt() {
        TopicOutcome outcome = create(COUNTED, wanted -> {
            throw new IllegalStateException("jdbc:postgres://user:secret@house");
        });

        assertThat(outcome.error()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(outcome.message().orElseThrow()).doesNotContain("secret");
        assertThat(done).isZero();
    }

    @Test
    void anErrorOfThePlugInRefusesToo() {
        assertThat(create(COUNTED, wanted -> {
                            throw new NoClassDefFoundError("gone");
                        })
                        .error())
                .isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(done).isZero();
    }

    @Test
    void itSeesWhatIsAskedForAndNullForWhatIsTakenAway() {
        Map<String, String> expected = new HashMap<>();
        expected.put("retention.ms", "7");
        expected.put("flush.ms", null);

        alter(new Target(true, "orders"), Map.of("retention.ms", Optional.of("7"), "flush.ms", Optional.empty()));
        AlterOutcome refused = alter(new Target(false, "0"), Map.of("forbidden", Optional.of("1")));

        assertThat(alterations.get(0).resource()).isEqualTo(new ConfigResource(ConfigResource.Type.TOPIC, "orders"));
        assertThat(alterations.get(0).configs()).isEqualTo(expected);
        assertThat(alterations.get(1).resource()).isEqualTo(new ConfigResource(ConfigResource.Type.BROKER, "0"));
        assertThat(refused).isEqualTo(AlterOutcome.refused(ErrorCode.POLICY_VIOLATION, "not here"));
        assertThat(done).isEqualTo(1);
    }

    @Test
    void oneThatHasTooMuchToJudgeRefusesForNow() {
        KafkaPolicies full = new KafkaPolicies(new Creation(wanted -> {}), null, task -> {
            throw new RejectedExecutionException("full");
        });

        assertThat(now(full.creating(COUNTED, () -> CompletableFuture.completedStage(CREATED)))
                        .error())
                .isEqualTo(ErrorCode.THROTTLING_QUOTA_EXCEEDED);
    }
}
