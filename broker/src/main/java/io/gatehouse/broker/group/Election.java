package io.gatehouse.broker.group;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which protocol a group uses (COMPAT E3.2). */
final class Election {
    private Election() {}

    /**
     * Each member votes for its first protocol that all support; most votes win, and of equals the one that the first
     * member likes better.
     *
     * @param members what each supports, best first
     */
    static Optional<String> among(List<List<JoinCommand.Protocol>> members) {
        if (members.isEmpty()) {
            return Optional.empty();
        }
        List<String> candidates = members.get(0).stream()
                .map(JoinCommand.Protocol::name)
                .filter(name -> members.stream().allMatch(member -> supports(member, name)))
                .toList();
        Map<String, Integer> votes = new HashMap<>();
        members.forEach(member -> member.stream()
                .map(JoinCommand.Protocol::name)
                .filter(candidates::contains)
                .findFirst()
                .ifPresent(vote -> votes.merge(vote, 1, Integer::sum)));
        return candidates.stream().min(Comparator.comparing((String name) -> -votes.getOrDefault(name, 0)));
    }

    private static boolean supports(List<JoinCommand.Protocol> member, String name) {
        return member.stream().anyMatch(protocol -> protocol.name().equals(name));
    }
}
