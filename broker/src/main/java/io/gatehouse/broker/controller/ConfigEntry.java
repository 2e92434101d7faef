package io.gatehouse.broker.controller;

import java.util.List;
import java.util.Optional;

/**
 * One setting as DescribeConfigs and CreateTopics show it.
 *
 * @param value empty for a secret, or where there is none (attack 293)
 * @param synonyms where else the value could come from, the winner first
 */
public record ConfigEntry(
        String name,
        Optional<String> value,
        Source source,
        Type type,
        boolean readOnly,
        boolean sensitive,
        String documentation,
        List<Synonym> synonyms) {
    public ConfigEntry {
        synonyms = List.copyOf(synonyms);
    }

    public record Synonym(String name, Optional<String> value, Source source) {}

    /** Where a value comes from, with the number on the wire. */
    public enum Source {
        TOPIC(1),
        DYNAMIC_BROKER(2),
        DYNAMIC_DEFAULT_BROKER(3),
        STATIC_BROKER(4),
        DEFAULT(5);

        private final byte code;

        Source(int code) {
            this.code = (byte) code;
        }

        public byte code() {
            return code;
        }
    }

    /** How a value is written, with the number on the wire. */
    public enum Type {
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

        Type(int code) {
            this.code = (byte) code;
        }

        public byte code() {
            return code;
        }
    }
}
