package io.gatehouse.acl;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who is in which group, besides what tokens say (PEERS C8). Part of what decides, so that a change holds for the next
 * decision, and that explaining knows it too. Immutable.
 */
public final class GroupMembers {
    public static final GroupMembers NONE = new GroupMembers(Map.of());

    private static final String COMMENT = "#";

    private final Map<String, Set<String>> members = new TreeMap<>();
    private final Map<VerifiedPrincipal, Set<String>> groups = new HashMap<>();

    /** @param members principals as {@code Type:name}, by group */
    public GroupMembers(Map<String, ? extends Set<String>> members) {
        members.forEach((group, names) -> {
            this.members.put(group, Set.copyOf(names));
            names.forEach(
                    name -> groups.computeIfAbsent(VerifiedPrincipal.parse(name).orElseThrow(), any -> new HashSet<>())
                            .add(group));
        });
    }

    /**
     * Reads lines such as {@code ops = User:alice; User:CN=app,O=Example}: a group, and who is in it, separated by semicolons
     * since certificates' names have commas. A line that begins with # is a remark.
     *
     * @throws IllegalArgumentException with the number of the line that is none of that, and what is expected there
     */
    public static GroupMembers parse(String text) {
        Map<String, Set<String>> members = new HashMap<>();
        int number = 0;
        for (String line : text.lines().map(String::strip).toList()) {
            number++;
            if (line.isEmpty() || line.startsWith(COMMENT)) {
                continue;
            }
            int equals = line.indexOf('=');
            String group = line.substring(0, Math.max(0, equals)).strip();
            Set<String> names = names(line.substring(equals + 1));
            if (group.isEmpty() || names.isEmpty()) {
                throw new IllegalArgumentException("line " + number + " (expected: GROUP = User:alice; User:bob)");
            }
            if (members.put(group, names) != null) {
                throw new IllegalArgumentException("line " + number + " (expected: each group once)");
            }
        }
        return new GroupMembers(members);
    }

    /** Empty if one of them is no principal. */
    private static Set<String> names(String list) {
        Set<String> names = new TreeSet<>();
        for (String part : list.split(";", -1)) {
            String name = part.strip();
            if (name.isEmpty()) {
                continue;
            }
            if (VerifiedPrincipal.parse(name).isEmpty() || name.equals(AccessRule.EVERYBODY)) {
                return Set.of();
            }
            names.add(name);
        }
        return names;
    }

    /** Principals as {@code Type:name}, by group, in order. */
    public Map<String, Set<String>> byGroup() {
        return members;
    }

    Set<String> groupsOf(VerifiedPrincipal principal) {
        return groups.isEmpty() ? Set.of() : groups.getOrDefault(principal, Set.of());
    }
}
