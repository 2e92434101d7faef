package io.gatehouse.bench.acl;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Rules as a shared cluster has them: tenants with topics of their own, for most of which one user has a literal rule, and
 * a user who has a prefix; a refusal in every tenth. The same for the same count, always.
 */
final class BenchRules {
    private static final int RULES_A_TENANT = 50;
    private static final int QUESTIONS = 4096;
    private static final int ADDRESSES = 8;

    private final int tenants;
    private final Random random = new Random(7);

    /** @param count of rules */
    BenchRules(int count) {
        tenants = Math.max(1, count / RULES_A_TENANT);
    }

    /** So many different ones. */
    List<AccessRule> rules(int count) {
        Set<AccessRule> rules = new LinkedHashSet<>();
        while (rules.size() < count) {
            rules.add(rule());
        }
        return List.copyOf(rules);
    }

    AccessRule rule() {
        int tenant = random.nextInt(tenants);
        boolean prefixed = random.nextInt(10) < 3;
        ResourcePattern pattern = prefixed
                ? ResourcePattern.prefixed(ResourceType.TOPIC, prefix(tenant) + random.nextInt(10))
                : ResourcePattern.literal(ResourceType.TOPIC, topic(tenant));
        return new AccessRule(
                pattern,
                user(tenant).toString(),
                random.nextInt(10) == 0 ? address() : AccessRule.ANY_HOST,
                operation(),
                random.nextInt(10) == 0 ? Permission.DENY : Permission.ALLOW);
    }

    /** Half of them of what some rule speaks of, half of anybody's topic, by one of four users of some tenant. */
    List<Question> questions(List<AccessRule> rules) {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            questions.add(random.nextBoolean() ? meant(rules.get(random.nextInt(rules.size()))) : stray());
        }
        return List.copyOf(questions);
    }

    private Question meant(AccessRule rule) {
        boolean prefixed = rule.pattern().patternType() == PatternType.PREFIXED;
        String name = rule.principal().substring(rule.principal().indexOf(':') + 1);
        return new Question(
                asker(VerifiedPrincipal.user(name)),
                rule.operation(),
                rule.pattern().name() + (prefixed ? "7" : ""));
    }

    private Question stray() {
        int tenant = random.nextInt(tenants);
        int asking = random.nextBoolean() ? tenant : random.nextInt(tenants);
        return new Question(asker(user(asking)), operation(), topic(tenant));
    }

    private Asker asker(VerifiedPrincipal principal) {
        return Asker.of(principal, Asker.address(10, 0, 0, random.nextInt(ADDRESSES)));
    }

    private static String prefix(int tenant) {
        return "tenant-" + tenant + ".orders-";
    }

    private String topic(int tenant) {
        return prefix(tenant) + random.nextInt(100);
    }

    private VerifiedPrincipal user(int tenant) {
        return VerifiedPrincipal.user("app-" + tenant + "-" + random.nextInt(4));
    }

    private Operation operation() {
        return random.nextBoolean() ? Operation.READ : Operation.WRITE;
    }

    private String address() {
        return "10.0.0." + random.nextInt(ADDRESSES);
    }

    /** Whether somebody may do something with a topic. */
    record Question(Asker asker, Operation operation, String topic) {}
}
