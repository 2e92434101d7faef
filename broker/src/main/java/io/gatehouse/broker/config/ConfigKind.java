package io.gatehouse.broker.config;

/** What sort of value a key has, with its number in DescribeConfigs (KIP-569). */
public enum ConfigKind {
    BOOLEAN(1),
    STRING(2),
    INT(3),
    SHORT(4),
    LONG(5),
    DOUBLE(6),
    LIST(7),
    CLASS(8),
    PASSWORD(9);

    private final byte code;

    ConfigKind(int code) {
        this.code = (byte) code;
    }

    public byte code() {
        return code;
    }
}
