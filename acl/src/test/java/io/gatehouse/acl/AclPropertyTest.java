package io.gatehouse.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine against a model that goes through every rule (attacks 132, 133, 140, 162). */
class AclPropertyTest {
    private static final List<String> NAMES = List.of("*", "a", "ab", "abc", "abd", "b", "ba", "bab", "*a", "B");
    private static final List<String> USERS = List.of("alice", "bob", "*");
    private static final List<String> HOSTS = List.of("*", "10.0.0.1", "::ffff:10.0.0.1", "10.0.0.2");
    private static final int TRIES = 10_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyDecisionIsTheModels(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            Set<AccessRule> rules = someRules(random, random.nextInt(12));
            boolean permissive = random.nextBoolean();
            AclEngine engine = new AclEngine(Set.of(), permissive, check -> {});
            engine.replace(new AclSnapshot(rules));
            Subject subject = someSubject(random);
            Operation operation = one(random, Operation.values());
            String name = one(random, NAMES);

            Decision decision = engine.decide(subject, operation, ResourceType.TOPIC, name);

            assertThat(decision.allowed())
                    .as("seed %d try %d: %s %s %s under %s", seed, i, subject, operation, name, rules)
                    .isEqualTo(model(rules, permissive, subject, operation, name));
            decision.rule().ifPresent(rule -> assertThat(rules).contains(rule));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void whoMayDoSomethingSomewhereIsFoundByTryingEveryName(long seed) { // AZN-21
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            Set<AccessRule> rules = someRules(random, random.nextInt(8));
            AclEngine engine = new AclEngine(Set.of(), false, check -> {});
            engine.replace(new AclSnapshot(rules));
            Subject subject = someSubject(random);
            Operation operation = one(random, Operation.values());

            boolean somewhere = NAMES.stream()
                    .filter(name -> !name.equals(ResourcePattern.WILDCARD))
                    .anyMatch(name -> model(rules, false, subject, operation, name));

            // The other way round there may be a resource with a name that is not among ours.
            if (somewhere) {
                assertThat(engine.decideAny(subject, operation, ResourceType.TOPIC))
                        .as("seed %d try %d: %s %s under %s", seed, i, subject, operation, rules)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void changesOfOnePatternAfterTheOtherComeToTheRulesThatAreLeft(long seed) { // attack 140
        Random random = new Random(seed);
        Set<AccessRule> rules = new HashSet<>();
        AclSnapshot derived = AclSnapshot.EMPTY;
        for (int i = 0; i < TRIES; i++) {
            boolean permissive = random.nextBoolean();
            Map<ResourcePattern, Set<AccessRule>> changed = change(rules, random);
            derived = derived.with(changed);
            AclEngine engine = new AclEngine(Set.of(), permissive, check -> {});
            engine.replace(derived);
            AclEngine anew = new AclEngine(Set.of(), permissive, check -> {});
            anew.replace(new AclSnapshot(rules));
            Subject subject = someSubject(random);
            Operation operation = one(random, Operation.values());
            String name = one(random, NAMES);

            String what = "seed " + seed + " try " + i + ": " + changed;
            assertThat(derived.rules()).as(what).isEqualTo(rules);
            assertThat(engine.decide(subject, operation, ResourceType.TOPIC, name)
                            .allowed())
                    .as(what)
                    .isEqualTo(model(rules, permissive, subject, operation, name));
            assertThat(engine.decideAny(subject, operation, ResourceType.TOPIC))
                    .as(what)
                    .isEqualTo(anew.decideAny(subject, operation, ResourceType.TOPIC));
        }
    }

    /** Adds a few rules, or removes all those on one pattern, or one of them; what then holds for the patterns. */
    private static Map<ResourcePattern, Set<AccessRule>> change(Set<AccessRule> rules, Random random) {
        Set<AccessRule> changed = someRules(random, 1 + random.nextInt(3));
        if (rules.size() < random.nextInt(30)) {
            rules.addAll(changed);
        } else {
            changed = Set.of(one(random, List.copyOf(rules)));
            ResourcePattern pattern = changed.iterator().next().pattern();
            if (random.nextBoolean()) {
                rules.removeAll(changed);
            } else {
                rules.removeIf(rule -> rule.pattern().equals(pattern));
            }
        }
        return changed.stream()
                .map(AccessRule::pattern)
                .distinct()
                .collect(Collectors.toMap(pattern -> pattern, pattern -> rulesOn(pattern, rules)));
    }

    private static Set<AccessRule> rulesOn(ResourcePattern pattern, Set<AccessRule> rules) {
        return rules.stream().filter(rule -> rule.pattern().equals(pattern)).collect(Collectors.toSet());
    }

    @Test
    void aRuleOnAnotherPatternIsNoChangeOfThisOne() {
        AccessRule rule = Rules.allow("alice", Operation.READ, Rules.topic("t"));

        assertThatThrownBy(() -> AclSnapshot.EMPTY.with(Map.of(Rules.topics("t"), Set.of(rule))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDecisionSeesOneWholeSetOfRules() throws InterruptedException, ExecutionException { // attack 162
        AccessRule allow = Rules.allow("alice", Operation.READ, Rules.topic("t"));
        AccessRule deny = Rules.deny("alice", Operation.READ, Rules.topics("t"));
        AclSnapshot onlyAllow = new AclSnapshot(Set.of(allow));
        AclSnapshot both = new AclSnapshot(Set.of(allow, deny));
        AclEngine engine = new AclEngine(Set.of(), true, check -> {});
        engine.replace(both);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);

        try {
            Future<?> writer = threads.submit(() -> {
                for (int i = 0; i < 20_000; i++) {
                    engine.replace(i % 2 == 0 ? onlyAllow : both);
                }
                done.set(true);
            });
            Set<Decision> seen = new HashSet<>();
            while (!done.get()) {
                seen.add(engine.decide(Rules.subject("alice"), Operation.READ, ResourceType.TOPIC, "t"));
            }
            writer.get();

            assertThat(Set.of(Decision.by(allow), Decision.by(deny))).containsAll(seen);
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean model(
            Set<AccessRule> rules, boolean permissive, Subject subject, Operation operation, String name) {
        List<AccessRule> covering =
                rules.stream().filter(rule -> rule.pattern().covers(name)).toList();
        if (covering.isEmpty()) {
            return permissive;
        }
        List<AccessRule> mine = covering.stream()
                .filter(rule -> rule.principal().equals("User:*")
                        || rule.principal().equals(subject.principal().toString()))
                .filter(rule -> rule.host().equals("*")
                        || rule.host().replace("::ffff:", "").equals(subject.host()))
                .toList();
        boolean denied = mine.stream()
                .anyMatch(rule -> rule.permission() == Permission.DENY
                        && EnumSet.of(operation, Operation.ALL).contains(rule.operation()));
        return !denied
                && mine.stream()
                        .anyMatch(rule -> rule.permission() == Permission.ALLOW
                                && granting(operation).contains(rule.operation()));
    }

    private static Set<Operation> granting(Operation asked) {
        Set<Operation> granting = new HashSet<>(Set.of(asked));
        granting.add(Operation.ALL);
        if (asked == Operation.DESCRIBE) {
            granting.addAll(Set.of(Operation.READ, Operation.WRITE, Operation.DELETE, Operation.ALTER));
        }
        if (asked == Operation.DESCRIBE_CONFIGS) {
            granting.add(Operation.ALTER_CONFIGS);
        }
        return granting;
    }

    private static Subject someSubject(Random random) {
        String host = random.nextBoolean() ? "10.0.0.1" : "10.0.0.2";
        return new Subject(VerifiedPrincipal.user(random.nextBoolean() ? "alice" : "bob"), host);
    }

    private static Set<AccessRule> someRules(Random random, int count) {
        Set<AccessRule> rules = new HashSet<>();
        for (int i = 0; i < count; i++) {
            ResourcePattern pattern =
                    new ResourcePattern(ResourceType.TOPIC, one(random, NAMES), one(random, PatternType.values()));
            rules.add(new AccessRule(
                    pattern,
                    "User:" + one(random, USERS),
                    one(random, HOSTS),
                    one(random, Operation.values()),
                    random.nextInt(4) == 0 ? Permission.DENY : Permission.ALLOW));
        }
        return rules;
    }

    private static <T> T one(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static <T> T one(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    @Test
    void prefixesOfPrefixesAreAllFound() {
        List<AccessRule> rules = new ArrayList<>();
        for (String prefix : List.of("a", "aa", "aaa", "ab", "aab", "b")) {
            rules.add(Rules.allow("u-" + prefix, Operation.READ, Rules.topics(prefix)));
        }
        AclEngine engine = Rules.engine(rules.toArray(AccessRule[]::new));

        List<String> readers = List.of("a", "aa", "aaa", "ab", "aab", "b").stream()
                .filter(prefix -> engine.decide(
                                Rules.subject("u-" + prefix), Operation.READ, ResourceType.TOPIC, "aabz")
                        .allowed())
                .toList();

        assertThat(readers).containsExactly("a", "aa", "aab");
    }
}
