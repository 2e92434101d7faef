package io.gatehouse.acl;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A kind of thing that rules protect (CONFORMANCE ENM-02), with the operations that make sense on it (ENM-06). */
public enum ResourceType {
    TOPIC(
            2,
            "Topic",
            Operation.READ,
            Operation.WRITE,
            Operation.CREATE,
            Operation.DESCRIBE,
            Operation.DELETE,
            Operation.ALTER,
            Operation.DESCRIBE_CONFIGS,
            Operation.ALTER_CONFIGS),
    GROUP(3, "Group", Operation.READ, Operation.DESCRIBE, Operation.DELETE),
    CLUSTER(
            4,
            "Cluster",
            Operation.CREATE,
            Operation.CLUSTER_ACTION,
            Operation.DESCRIBE_CONFIGS,
            Operation.ALTER_CONFIGS,
            Operation.IDEMPOTENT_WRITE,
            Operation.ALTER,
            Operation.DESCRIBE),
    TRANSACTIONAL_ID(5, "TransactionalId", Operation.DESCRIBE, Operation.WRITE),
    DELEGATION_TOKEN(6, "DelegationToken", Operation.DESCRIBE),
    USER(7, "User", Operation.CREATE_TOKENS, Operation.DESCRIBE_TOKENS);

    private final byte code;
    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // Set.copyOf is immutable, the checker does not know.
    private final Set<Operation> operations;

    ResourceType(int code, String text, Operation first, Operation... rest) {
        this.code = (byte) code;
        this.text = text;
        this.operations = Set.copyOf(EnumSet.of(first, rest));
    }

    public byte code() {
        return code;
    }

    /** The name in ZooKeeper paths, for example {@code TransactionalId}. */
    public String text() {
        return text;
    }

    /** The operations that a rule on this type may usefully name; {@link Operation#ALL} is always accepted besides. */
    public Set<Operation> operations() {
        return operations;
    }

    public static Optional<ResourceType> ofCode(byte code) {
        return Codes.find(values(), type -> type.code == code);
    }

    public static Optional<ResourceType> ofText(String text) {
        return Codes.find(values(), type -> type.text.equalsIgnoreCase(text));
    }
}
