package io.gatehouse.broker.api.topic;

import java.util.Optional;

/** What has settings that are seen and changed over the wire, with its number there. */
enum ConfigResourceType {
    TOPIC(2),
    BROKER(4);

    private final byte code;

    ConfigResourceType(int code) {
        this.code = (byte) code;
    }

    static Optional<ConfigResourceType> ofCode(byte code) {
        for (ConfigResourceType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
