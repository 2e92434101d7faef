package io.gatehouse.acl.explain;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.Decision;
import io.gatehouse.acl.Question;
import io.gatehouse.acl.RuleOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Why somebody may or may not (PEERS C1): what decides, what else speaks of it, and where it is refused what was nearly a
 * rule for it, and what would allow it.
 *
 * @param decision the very one that a request would get
 * @param losers rules that speak of it and did not decide, in the order in which rules are shown
 * @param nearMisses at most {@link #NEAR_MISSES_MAX}, the most telling first; only of a refusal
 * @param change what would allow it; only of a refusal
 */
public record Explanation(
        Question asked,
        Decision decision,
        List<AccessRule> losers,
        List<NearMiss> nearMisses,
        Optional<Change> change) {
    public static final int NEAR_MISSES_MAX = 5;

    public Explanation {
        losers = List.copyOf(losers);
        nearMisses = List.copyOf(nearMisses);
    }

    /** Goes through all rules. */
    public static Explanation of(Question question, AclPolicy policy) {
        Question asked =
                new Question(policy.known(question.subject()), question.operation(), question.type(), question.name());
        Decision decision = asked.ask(policy);
        List<AccessRule> speaking = policy.everyRule()
                .filter(rule -> speaks(rule, asked))
                .sorted(RuleOrder.SHOWN)
                .toList();
        boolean refused = !decision.allowed() || decision.shadowed();
        return new Explanation(
                asked,
                decision,
                speaking.stream()
                        .filter(rule -> !decision.rule().equals(Optional.of(rule)))
                        .toList(),
                refused ? nearMisses(asked, policy) : List.of(),
                refused ? Change.towards(asked, policy.withoutShadow(), speaking) : Optional.empty());
    }

    /** As somebody may see it who has no right to see others' rules. */
    public Explanation forHimself() {
        return new Explanation(
                asked,
                decision,
                losers,
                nearMisses.stream()
                        .filter(miss -> miss.rule().names(asked.subject()))
                        .toList(),
                change);
    }

    private static List<NearMiss> nearMisses(Question asked, AclPolicy policy) {
        return policy.everyRule()
                .flatMap(rule -> NearMiss.of(rule, asked).stream())
                .sorted(Comparator.comparing(NearMiss::kind).thenComparing(NearMiss::rule, RuleOrder.SHOWN))
                .limit(NEAR_MISSES_MAX)
                .toList();
    }

    private static boolean speaks(AccessRule rule, Question asked) {
        return rule.pattern().type() == asked.type()
                && rule.pattern().covers(asked.name())
                && rule.names(asked.subject())
                && rule.holdsAt(asked.subject())
                && rule.speaksOf(asked.operation());
    }
}
