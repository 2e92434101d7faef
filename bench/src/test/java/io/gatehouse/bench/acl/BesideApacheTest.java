package io.gatehouse.bench.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclFilter;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Question;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.explain.Explanation;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/**
 * Our engine and Apache Kafka's StandardAuthorizer have the same rules and are asked the same questions (CONFORMANCE AZN-02
 * to AZN-21, attacks 132 to 134 and 140). Every answer is explained, too.
 * {@code -Dgatehouse.seed=N} asks again what a failure names.
 */
final class BesideApacheTest {
    private static final long SEED = Long.getLong("gatehouse.seed", System.nanoTime());
    private static final int RULE_SETS = 11_000;
    private static final int RULES_MAX = 40;
    private static final int QUESTIONS = 100;
    private static final int CHANGES = 20_000;

    private static final Set<String> SUPER_USERS =
            SomeRules.SUPER_USERS.stream().map(VerifiedPrincipal::toString).collect(Collectors.toSet());

    /** The name that StandardAuthorizer asks about first when it is asked about any resource. */
    private static final String PROBE = "hardcode";

    /** Asked about any resource, StandardAuthorizer forgets that other operations bring these along (AZN-10, AZN-11). */
    private static final Set<Operation> IMPLIED = EnumSet.of(Operation.DESCRIBE, Operation.DESCRIBE_CONFIGS);

    @Test
    void aMillionDecisionsAreTheSame() {
        Map<Boolean, Integer> answers = new HashMap<>();
        forEachRuleSet((some, pair) -> {
            for (int i = 0; i < QUESTIONS; i++) {
                Asker asker = some.asker();
                Question question = new Question(asker.subject(), some.operation(), some.type(), some.name());
                pair.decide(asker, question.operation(), question.type(), question.name())
                        .ifPresent(allowed -> answers.merge(allowed, 1, Integer::sum));
                pair.explain(question);
            }
        });
        assertThat(answers).hasSize(2);
        assertThat(answers.values().stream().mapToInt(count -> count).sum()).isGreaterThanOrEqualTo(1_000_000);
    }

    @Test
    void whoMayDoSomethingSomewhereIsTheSame() { // AZN-21
        forEachRuleSet((some, pair) -> {
            for (int i = 0; i < QUESTIONS / 10; i++) {
                pair.decideAny(some.asker(), some.operation(), some.type());
            }
        });
    }

    @Test
    void filtersFindTheSameRules() { // AZN-18 to AZN-20
        forEachRuleSet((some, pair) -> {
            for (int i = 0; i < QUESTIONS / 10; i++) {
                pair.find(some.filter());
            }
        });
    }

    @Test
    void rulesThatComeAndGoOneByOneLeaveTheSameRest() { // attack 140
        Random random = new Random(SEED);
        SomeRules some = new SomeRules(random);
        Pair pair = new Pair(random.nextBoolean());
        Map<AccessRule, Uuid> present = new HashMap<>();
        for (int i = 0; i < CHANGES; i++) {
            if (i % 100 == 0) {
                some = new SomeRules(random);
            }
            AccessRule changed = some.rule();
            if (present.size() < random.nextInt(RULES_MAX)) {
                if (present.putIfAbsent(changed, new Uuid(2, i)) == null) {
                    pair.apache.add(new Uuid(2, i), changed);
                }
            } else if (!present.isEmpty()) {
                Map.Entry<AccessRule, Uuid> gone =
                        new ArrayList<>(present.entrySet()).get(random.nextInt(present.size()));
                changed = gone.getKey();
                pair.apache.remove(gone.getValue());
                present.remove(changed);
            }
            pair.oursOn(changed.pattern(), present.keySet());

            for (int j = 0; j < 5; j++) {
                var unused = pair.decide(some.asker(), some.operation(), some.type(), some.name());
            }
            pair.find(AclFilter.ALL);
        }
    }

    private static void forEachRuleSet(BiConsumer<SomeRules, Pair> test) {
        Random random = new Random(SEED);
        Pair closed = new Pair(false);
        Pair open = new Pair(true);
        for (int i = 0; i < RULE_SETS; i++) {
            SomeRules some = new SomeRules(random);
            Set<AccessRule> rules = some.rules(random.nextInt(RULES_MAX));
            Pair pair = random.nextBoolean() ? open : closed;
            pair.apache.load(rules);
            pair.ours(rules);
            test.accept(some, pair);
        }
    }

    /** Both authorizers. */
    private static final class Pair {
        private final boolean allowIfNoRule;
        private final AclEngine engine;
        private final ApacheAuthorizer apache;
        private AclSnapshot rules = AclSnapshot.EMPTY;

        Pair(boolean allowIfNoRule) {
            this.allowIfNoRule = allowIfNoRule;
            engine = new AclEngine(SomeRules.SUPER_USERS, allowIfNoRule, check -> {});
            apache = new ApacheAuthorizer(SUPER_USERS, allowIfNoRule);
        }

        void ours(Set<AccessRule> next) {
            rules = new AclSnapshot(next);
            engine.replace(rules);
        }

        /** @param all of which those on the pattern are taken */
        void oursOn(ResourcePattern pattern, Set<AccessRule> all) {
            Set<AccessRule> onPattern =
                    all.stream().filter(rule -> rule.pattern().equals(pattern)).collect(Collectors.toSet());
            rules = rules.with(Map.of(pattern, onPattern));
            engine.replace(rules);
        }

        /** Empty where StandardAuthorizer is known to be wrong. */
        Optional<Boolean> decide(Asker asker, Operation operation, ResourceType type, String name) {
            if (passedOver(type, name)) {
                return Optional.empty();
            }
            boolean allowed =
                    engine.decide(asker.subject(), operation, type, name).allowed();
            boolean expected = apache.allows(asker, ApacheAuthorizer.question(operation, type, name));
            if (allowed != expected) {
                throw differs(allowed, asker + " " + operation + " " + type + " " + name);
            }
            return Optional.of(allowed);
        }

        /** What is explained is what is decided, and what is said to allow it does. */
        void explain(Question question) {
            AclPolicy policy = engine.policy();
            Explanation why = Explanation.of(question, policy);
            if (!why.decision().equals(question.ask(policy))) {
                throw differs(why.decision().allowed(), "explaining " + question);
            }
            boolean nameless = question.name().isEmpty() || question.name().indexOf('/') >= 0; // No rule names those.
            boolean helps = why.change()
                    .map(change -> question.ask(change.on(policy)).allowed())
                    .orElse(why.decision().allowed() || nameless);
            if (!helps) {
                throw differs(false, "what would allow " + question + ", " + why.change());
            }
        }

        /**
         * For names that begin with {@code *}, StandardAuthorizer takes the rules on every resource, refusals too, for rules
         * on a resource called {@code *}; they bind nevertheless (AZN-14).
         */
        private boolean passedOver(ResourceType type, String name) {
            return name.length() > 1
                    && name.startsWith(ResourcePattern.WILDCARD)
                    && patterns(type).anyMatch(ResourcePattern.literal(type, ResourcePattern.WILDCARD)::equals);
        }

        void decideAny(Asker asker, Operation operation, ResourceType type) {
            boolean allowed = engine.access(asker.subject()).anyOf(operation, type);
            boolean expected = apache.allowsAny(asker, operation, type);
            boolean wider = IMPLIED.contains(operation) || (allowIfNoRule && probed(type));
            if (wider ? expected && !allowed : allowed != expected) {
                throw differs(allowed, asker + " " + operation + " any " + type);
            }
        }

        /** The permissive default holds for other names than this (AZN-21). */
        private boolean probed(ResourceType type) {
            return patterns(type).anyMatch(pattern -> pattern.covers(PROBE));
        }

        private Stream<ResourcePattern> patterns(ResourceType type) {
            return rules.rules().stream().map(AccessRule::pattern).filter(pattern -> pattern.type() == type);
        }

        void find(AclFilter filter) {
            assertThat(rules.lasting(filter).stream().map(ApacheAuthorizer::binding))
                    .as("seed %d: %s of %s", SEED, filter, rules.rules())
                    .containsExactlyInAnyOrderElementsOf(apache.matching(filter));
        }

        private AssertionError differs(boolean allowed, String question) {
            return new AssertionError("seed " + SEED + ": ours says " + allowed + " to " + question
                    + ", without a rule " + allowIfNoRule + ", of " + List.copyOf(rules.rules()));
        }
    }
}
