package io.gatehouse.acl;

import java.util.Optional;

/** How the name in a rule is compared with the name of a resource (CONFORMANCE ENM-03). */
public enum PatternType {
    LITERAL(3, "Literal"),
    PREFIXED(4, "Prefixed");

    private final byte code;
    private final String text;

    PatternType(int code, String text) {
        this.code = (byte) code;
        this.text = text;
    }

    public byte code() {
        return code;
    }

    /** For people. */
    public String text() {
        return text;
    }

    public static Optional<PatternType> ofText(String text) {
        return Codes.find(values(), type -> type.text.equalsIgnoreCase(text));
    }

    public static Optional<PatternType> ofCode(byte code) {
        return Codes.find(values(), type -> type.code == code);
    }
}
