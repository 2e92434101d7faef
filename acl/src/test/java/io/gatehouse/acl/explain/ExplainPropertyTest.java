package io.gatehouse.acl.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.Question;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.ShadowScope;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is explained is what is enforced, on random rules with random questions. */
class ExplainPropertyTest {
    private static final List<String> NAMES = List.of("*", "a", "ab", "abc", "b", "*a", "B", "AB");
    private static final List<String> PRINCIPALS =
            List.of("User:alice", "User:bob", "User:*", "User:Alice", "Group:ops", "Group:alice");
    private static final List<String> HOSTS = List.of("*", "10.0.0.1", "10.0.0.2", "10.0.0.0/31", "10.0.0.2/31", "x");
    private static final int TRIES = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void explainEqualsEnforceAndEveryRefusalNamesAChangeThatAllows(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            AclPolicy policy = somePolicy(random, random.nextInt(12));
            Question asked = new Question(
                    someSubject(random), one(random, Operation.values()), ResourceType.TOPIC, one(random, NAMES));

            Explanation why = Explanation.of(asked, policy);

            String what = "seed " + seed + " try " + i + ": " + asked + " under " + rules(policy);
            assertThat(why.decision()).as(what).isEqualTo(asked.ask(policy));
            assertThat(why.losers()).as(what).allMatch(rule -> rule.names(asked.subject()));
            if (why.decision().allowed() && !why.decision().shadowed()) {
                assertThat(why.change()).as(what).isEmpty();
            } else {
                Change change = why.change().orElseThrow();
                assertThat(asked.ask(change.on(policy.withoutShadow())).allowed())
                        .as(what)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32})
    void whoCanAndWhatCanLeaveNobodyAndNothingOut(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            AclPolicy policy = somePolicy(random, random.nextInt(12)).withoutShadow();
            Subject subject = someSubject(random);
            Operation operation = one(random, Operation.values());
            String name = one(random, NAMES);
            Question asked = new Question(subject, operation, ResourceType.TOPIC, name);
            boolean byRule =
                    asked.ask(policy).allowed() && asked.ask(policy).rule().isPresent();

            List<Grant> who = Grant.who(policy, operation, ResourceType.TOPIC, name).stream()
                    .filter(grant -> grant.rule().names(subject) && grant.rule().holdsAt(subject))
                    .toList();
            List<Grant> what = Grant.what(policy, subject).stream()
                    .filter(grant -> grant.rule().pattern().covers(name)
                            && grant.rule().holdsAt(subject)
                            && grant.rule().speaksOf(operation))
                    .toList();

            String how = "seed " + seed + " try " + i + ": " + asked + " under " + rules(policy);
            assertThat(byRule).as(how).isEqualTo(free(who, asked)).isEqualTo(free(what, asked));
        }
    }

    private static Set<AccessRule> rules(AclPolicy policy) {
        AclSnapshot rules = policy.rules();
        return rules == null ? Set.of() : rules.rules();
    }

    /** Whether one of the grants has no exception that hits just this. */
    private static boolean free(List<Grant> grants, Question asked) {
        return grants.stream()
                .anyMatch(grant -> grant.except().stream()
                        .noneMatch(refusal -> refusal.names(asked.subject())
                                && refusal.holdsAt(asked.subject())
                                && refusal.pattern().covers(asked.name())
                                && refusal.speaksOf(asked.operation())));
    }

    private static AclPolicy somePolicy(Random random, int count) {
        Set<AccessRule> rules = new HashSet<>();
        for (int i = 0; i < count; i++) {
            rules.add(new AccessRule(
                    new ResourcePattern(ResourceType.TOPIC, one(random, NAMES), one(random, PatternType.values())),
                    one(random, PRINCIPALS),
                    one(random, HOSTS),
                    one(random, Operation.values()),
                    random.nextInt(3) == 0 ? Permission.DENY : Permission.ALLOW));
        }
        ShadowScope shadow =
                random.nextInt(4) == 0 ? new ShadowScope(Set.of("User:a*", "User:bob")) : ShadowScope.NOBODY;
        return new AclPolicy(true, Set.of(), random.nextBoolean(), shadow, new AclSnapshot(rules));
    }

    private static Subject someSubject(Random random) {
        Set<String> groups = random.nextBoolean() ? Set.of() : Set.of("ops");
        return new Subject(
                VerifiedPrincipal.user(random.nextBoolean() ? "alice" : "bob"),
                "10.0.0." + (1 + random.nextInt(3)),
                groups);
    }

    private static <T> T one(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static <T> T one(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }
}
