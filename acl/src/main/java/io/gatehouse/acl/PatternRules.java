package io.gatehouse.acl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The rules on one pattern, by principal. Immutable. */
final class PatternRules {
    private final Set<AccessRule> rules;

    /** Most patterns have rules for one principal: it stands here, the others, if any, in the map. */
    private @Nullable String first;

    private @Nullable PrincipalRules ofFirst;
    private @Nullable Map<String, PrincipalRules> ofOthers;
    private @Nullable PrincipalRules everybody;

    /** @param sameText of a principal, one of the texts that are equal to it */
    PatternRules(Set<AccessRule> rules, UnaryOperator<String> sameText) {
        this.rules = Set.copyOf(rules);
        for (AccessRule rule : this.rules) {
            rulesOf(sameText.apply(rule.principal())).add(rule);
        }
    }

    Set<AccessRule> rules() {
        return rules;
    }

    private PrincipalRules rulesOf(String principal) {
        if (principal.equals(AccessRule.EVERYBODY)) {
            everybody = everybody == null ? new PrincipalRules() : everybody;
            return everybody;
        }
        if (ofFirst == null) {
            first = principal;
            ofFirst = new PrincipalRules();
        }
        if (principal.equals(first)) {
            return ofFirst;
        }
        ofOthers = ofOthers == null ? new HashMap<>(4) : ofOthers;
        return ofOthers.computeIfAbsent(principal, any -> new PrincipalRules());
    }

    /** What this pattern's rules say of the subject and the operation; {@link Decision#NO_MATCH} if nothing. */
    Decision decide(Subject subject, Operation operation) {
        PrincipalRules own = find(subject.principalText());
        Decision best = own == null ? Decision.NO_MATCH : own.decide(subject, operation);
        List<String> groups = subject.groupTexts();
        for (int i = 0; i < groups.size(); i++) { // No iterator: this is on the way of every request.
            PrincipalRules ofGroup = find(groups.get(i));
            best = ofGroup == null ? best : Decision.stronger(best, ofGroup.decide(subject, operation));
        }
        return everybody == null ? best : Decision.stronger(best, everybody.decide(subject, operation));
    }

    private @Nullable PrincipalRules find(String principal) {
        if (principal.equals(first)) {
            return ofFirst;
        }
        return ofOthers == null ? null : ofOthers.get(principal);
    }
}
