package io.gatehouse.acl;

import java.util.Optional;

/** How a filter compares its name with the pattern of a rule (CONFORMANCE ENM-03, AZN-18 to AZN-20). */
public enum PatternFilter {
    /** Any pattern type with exactly this name. */
    ANY(1),
    /** Every pattern that would affect the resource of this name. */
    MATCH(2),
    LITERAL(3),
    PREFIXED(4);

    private final byte code;

    PatternFilter(int code) {
        this.code = (byte) code;
    }

    public byte code() {
        return code;
    }

    public static Optional<PatternFilter> ofCode(byte code) {
        return Codes.find(values(), filter -> filter.code == code);
    }

    /** @param name the name to compare, empty for all names */
    boolean matches(Optional<String> name, ResourcePattern pattern) {
        return switch (this) {
            case ANY -> sameName(name, pattern);
            case MATCH -> name.isEmpty() || pattern.covers(name.get());
            case LITERAL -> pattern.patternType() == PatternType.LITERAL && sameName(name, pattern);
            case PREFIXED -> pattern.patternType() == PatternType.PREFIXED && sameName(name, pattern);
        };
    }

    private static boolean sameName(Optional<String> name, ResourcePattern pattern) {
        return name.isEmpty() || name.get().equals(pattern.name());
    }
}
