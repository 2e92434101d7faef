package io.gatehouse.acl;

import java.util.Arrays;
import java.util.SortedMap;

/**
 * Prefixes in order, each with a link to the longest other one that it begins with. All prefixes of a name begin each
 * other, and between the longest of them and the name stand only longer ones that begin with it: so one binary search
 * and a walk along the links find them all.
 */
final class PrefixRules {
    private static final int NONE = -1;

    private final String[] prefixes;
    private final PatternRules[] rules;
    private final int[] shorter;

    PrefixRules(SortedMap<String, PatternRules> sorted) {
        prefixes = sorted.keySet().toArray(String[]::new);
        rules = sorted.values().toArray(PatternRules[]::new);
        shorter = new int[prefixes.length];
        for (int i = 0; i < prefixes.length; i++) {
            shorter[i] = beginning(prefixes[i], i - 1);
        }
    }

    /** The place of the longest prefix of a name, below 0 if there is none. */
    int longest(String name) {
        int found = Arrays.binarySearch(prefixes, name);
        return found >= 0 ? found : beginning(name, -found - 2);
    }

    /** The place of the next shorter prefix, below 0 if there is none. */
    int shorter(int place) {
        return shorter[place];
    }

    PatternRules at(int place) {
        return rules[place];
    }

    private int beginning(String name, int place) {
        int i = place;
        while (i >= 0 && !name.startsWith(prefixes[i])) {
            i = shorter[i];
        }
        return i >= 0 ? i : NONE;
    }
}
