package io.gatehouse.acl;

import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The prefixes of a type, found by hash: a text's hash grows by one character at a time, so one walk along a name gives
 * the hash of each of its beginnings, and only those as long as some prefix are looked up. The table holds the hashes in
 * an array of their own, so that a miss touches no text.
 */
final class PrefixRules {
    private static final int HASH_FACTOR = 31; // As String.hashCode.
    private static final int FREE = 0;

    private final int[] lengths;
    private final int[] hashes;
    private final String[] prefixes;
    private final PatternRules[] rules;

    PrefixRules(Map<String, PatternRules> byPrefix) {
        int size = Integer.highestOneBit(Math.max(1, byPrefix.size())) * 4; // At most half full.
        BitSet present = new BitSet();
        byPrefix.keySet().forEach(prefix -> present.set(prefix.length()));
        lengths = present.stream().toArray();
        hashes = new int[size];
        prefixes = new String[size];
        rules = new PatternRules[size];
        byPrefix.forEach(this::put);
    }

    /** The strongest of {@code before} and what the prefixes of a name say; null if none is one of the name. */
    @Nullable
    Decision decide(Subject subject, Operation operation, String name, @Nullable Decision before) {
        Decision best = before;
        int hash = 0;
        int hashed = 0;
        for (int length : lengths) {
            if (length > name.length()) {
                break;
            }
            while (hashed < length) {
                hash = HASH_FACTOR * hash + name.charAt(hashed++);
            }
            PatternRules found = find(name, length, taken(hash));
            if (found != null) {
                best = Decision.stronger(best, found.decide(subject, operation));
            }
        }
        return best;
    }

    private @Nullable PatternRules find(String name, int length, int hash) {
        for (int place = first(hash); hashes[place] != FREE; place = next(place)) {
            if (hashes[place] == hash && prefixes[place].length() == length && name.startsWith(prefixes[place])) {
                return rules[place];
            }
        }
        return null;
    }

    private void put(String prefix, PatternRules ofPrefix) {
        int hash = taken(prefix.hashCode());
        int place = first(hash);
        while (hashes[place] != FREE) {
            place = next(place);
        }
        hashes[place] = hash;
        prefixes[place] = prefix;
        rules[place] = ofPrefix;
    }

    private static int taken(int hash) {
        return hash == FREE ? 1 : hash;
    }

    private int first(int hash) {
        return (hash ^ (hash >>> 16)) & (hashes.length - 1);
    }

    private int next(int place) {
        return (place + 1) & (hashes.length - 1);
    }
}
