package io.gatehouse.acl;

import java.util.Optional;

/** How the name in a rule is compared with the name of a resource (CONFORMANCE ENM-03). */
public enum PatternType {
    LITERAL(3),
    PREFIXED(4);

    private final byte code;

    PatternType(int code) {
        this.code = (byte) code;
    }

    public byte code() {
        return code;
    }

    public static Optional<PatternType> ofCode(byte code) {
        return Codes.find(values(), type -> type.code == code);
    }
}
