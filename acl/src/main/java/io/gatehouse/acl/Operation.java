package io.gatehouse.acl;

import java.util.Optional;

/** What may be done to a resource, with its number on the wire and its name in ZooKeeper (CONFORMANCE ENM-01, ENM-05). */
public enum Operation {
    ALL(2, "All"),
    READ(3, "Read"),
    WRITE(4, "Write"),
    CREATE(5, "Create"),
    DELETE(6, "Delete"),
    ALTER(7, "Alter"),
    DESCRIBE(8, "Describe"),
    CLUSTER_ACTION(9, "ClusterAction"),
    DESCRIBE_CONFIGS(10, "DescribeConfigs"),
    ALTER_CONFIGS(11, "AlterConfigs"),
    IDEMPOTENT_WRITE(12, "IdempotentWrite"),
    CREATE_TOKENS(13, "CreateTokens"),
    DESCRIBE_TOKENS(14, "DescribeTokens");

    private final byte code;
    private final String text;

    Operation(int code, String text) {
        this.code = (byte) code;
        this.text = text;
    }

    public byte code() {
        return code;
    }

    public String text() {
        return text;
    }

    public static Optional<Operation> ofCode(byte code) {
        return Codes.find(values(), operation -> operation.code == code);
    }

    /** Takes the Pascal-case name and the upper-case one without underscores. */
    public static Optional<Operation> ofText(String text) {
        return Codes.find(values(), operation -> operation.text.equalsIgnoreCase(text));
    }
}
