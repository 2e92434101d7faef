package io.gatehouse.acl;

import java.util.Optional;

/** Whether a rule allows or denies (CONFORMANCE ENM-04). */
public enum Permission {
    DENY(2, "Deny"),
    ALLOW(3, "Allow");

    private final byte code;
    private final String text;

    Permission(int code, String text) {
        this.code = (byte) code;
        this.text = text;
    }

    public byte code() {
        return code;
    }

    public String text() {
        return text;
    }

    public static Optional<Permission> ofCode(byte code) {
        return Codes.find(values(), permission -> permission.code == code);
    }

    public static Optional<Permission> ofText(String text) {
        return Codes.find(values(), permission -> permission.text.equalsIgnoreCase(text));
    }
}
