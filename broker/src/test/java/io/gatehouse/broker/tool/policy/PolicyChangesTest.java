package io.gatehouse.broker.tool.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaEntity.Part;
import io.gatehouse.quotas.QuotaKey;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has to change for one policy to become another. */
final class PolicyChangesTest {
    private static final Policy NOTHING_SAID = new Policy(Optional.empty(), Optional.empty(), Optional.empty());

    /** Whatever there is and is wanted: the changes, done to the one, make the other. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theChangesDoneToWhatThereIsMakeWhatIsWanted(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Policy now = policy(random);
            Policy wanted = policy(random);

            PolicyChanges changes = PolicyChanges.between(now, wanted);

            Set<AccessRule> rules = new HashSet<>(now.rules().orElseThrow());
            assertThat(changes.removed()).allMatch(rules::remove);
            assertThat(changes.added()).allMatch(rules::add);
            assertThat(rules).isEqualTo(wanted.rules().orElseThrow());

            Map<QuotaEntity, Map<QuotaKey, Double>> limits =
                    new HashMap<>(changes.after(now.limits().orElseThrow()));
            limits.values().removeIf(Map::isEmpty);
            assertThat(limits).isEqualTo(wanted.limits().orElseThrow());

            Map<String, Set<ScramHash>> users = mechanisms(now);
            changes.credentials().forEach(change -> {
                Set<ScramHash> own = users.computeIfAbsent(change.user(), any -> EnumSet.noneOf(ScramHash.class));
                assertThat(change.made() ? own.add(change.hash()) : own.remove(change.hash()))
                        .isTrue();
            });
            users.values().removeIf(Set::isEmpty);
            assertThat(users).isEqualTo(mechanisms(wanted));
            assertThat(PolicyChanges.between(wanted, wanted).none()).isTrue();
        }
    }

    @Test
    void whatAPolicyDoesNotSpeakOfStays() {
        Policy now = policy(new Random(7));

        assertThat(PolicyChanges.between(now, NOTHING_SAID).none()).isTrue();
    }

    /** Kafka's tools may have put it there. */
    @Test
    void whatCouldNotBeAddedMayStay() {
        AccessRule never = new AccessRule(
                ResourcePattern.literal(ResourceType.TOPIC, "t"),
                "User:u",
                "a-name-never-matches",
                Operation.READ,
                Permission.ALLOW);
        QuotaEntity blocked = new QuotaEntity(Optional.of(Part.named("u")), Optional.empty(), Optional.empty());
        Policy odd = new Policy(
                Optional.empty(),
                Optional.of(Set.of(never)),
                Optional.of(Map.of(blocked, Map.of(QuotaKey.PRODUCER_BYTE_RATE, 0.0))));
        Policy none = new Policy(Optional.empty(), Optional.of(Set.of()), Optional.of(Map.of()));

        assertThat(PolicyChanges.between(odd, odd).mistake()).isEmpty();
        assertThat(PolicyChanges.between(odd, none).mistake()).isEmpty();
        assertThat(PolicyChanges.between(none, odd).mistake().orElseThrow())
                .startsWith(never.text() + ": host (expected: *, ");
        assertThat(PolicyChanges.between(none, new Policy(Optional.empty(), Optional.empty(), odd.limits()))
                        .mistake()
                        .orElseThrow())
                .startsWith("user u: producer_byte_rate = 0.0 (expected: a whole number");
    }

    @Test
    void whomLimitsBindIsToldInWords() {
        Optional<Part> other = Optional.of(Part.DEFAULT);

        assertThat(Entities.text(new QuotaEntity(Optional.of(Part.named("a")), other, Optional.empty())))
                .isEqualTo("user a, any other client id");
        assertThat(Entities.text(new QuotaEntity(Optional.empty(), Optional.empty(), other)))
                .isEqualTo("any other address");
    }

    private static Map<String, Set<ScramHash>> mechanisms(Policy policy) {
        Map<String, Set<ScramHash>> mechanisms = new HashMap<>();
        policy.users().orElseThrow().forEach((user, login) -> mechanisms.put(user, new HashSet<>(login.mechanisms())));
        return mechanisms;
    }

    private static Policy policy(Random random) {
        Map<String, Policy.Login> users = new HashMap<>();
        Set<AccessRule> rules = new HashSet<>();
        Map<QuotaEntity, Map<QuotaKey, Double>> limits = new HashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            EnumSet<ScramHash> own = EnumSet.of(hash(random), hash(random));
            users.put("u" + random.nextInt(4), new Policy.Login(own, Optional.empty()));
            rules.add(new AccessRule(
                    ResourcePattern.literal(ResourceType.TOPIC, "t" + random.nextInt(3)),
                    "User:u" + random.nextInt(3),
                    AccessRule.ANY_HOST,
                    random.nextBoolean() ? Operation.READ : Operation.WRITE,
                    random.nextBoolean() ? Permission.ALLOW : Permission.DENY));
            limits.put(
                    entity(random),
                    Map.of(
                            random.nextBoolean() ? QuotaKey.PRODUCER_BYTE_RATE : QuotaKey.CONSUMER_BYTE_RATE,
                            1.0 + random.nextInt(2)));
        }
        return new Policy(Optional.of(users), Optional.of(rules), Optional.of(limits));
    }

    private static ScramHash hash(Random random) {
        return random.nextBoolean() ? ScramHash.SHA_256 : ScramHash.SHA_512;
    }

    private static QuotaEntity entity(Random random) {
        Part part = random.nextInt(3) == 0 ? Part.DEFAULT : Part.named("n" + random.nextInt(2));
        return switch (random.nextInt(3)) {
            case 0 -> new QuotaEntity(Optional.of(part), Optional.empty(), Optional.empty());
            case 1 -> new QuotaEntity(Optional.empty(), Optional.of(part), Optional.empty());
            default -> new QuotaEntity(Optional.of(part), Optional.of(Part.DEFAULT), Optional.empty());
        };
    }
}
