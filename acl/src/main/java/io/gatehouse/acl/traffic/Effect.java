package io.gatehouse.acl.traffic;

import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.Decision;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Something that was asked lately and that other rules would answer otherwise (PEERS 3.1, note 6).
 *
 * @param now what the rules say, and what the others would say
 */
public record Effect(Observation observation, Decision now, Decision then) {
    /** All of them, refusals first, the latest first. Nobody is spared on either side. */
    public static List<Effect> of(AclPolicy now, AclPolicy then, Collection<Observation> observations) {
        AclPolicy before = now.withoutShadow();
        AclPolicy after = then.withoutShadow();
        return observations.stream()
                .map(seen -> new Effect(
                        seen, seen.question().ask(before), seen.question().ask(after)))
                .filter(effect -> effect.now().allowed() != effect.then().allowed())
                .sorted(Comparator.comparing((Effect effect) -> effect.then().allowed())
                        .thenComparing(effect -> effect.observation().last(), Comparator.reverseOrder()))
                .toList();
    }
}
