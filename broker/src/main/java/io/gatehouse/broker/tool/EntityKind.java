package io.gatehouse.broker.tool;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What configs belong to, with the words of the command line. */
enum EntityKind {
    TOPICS("topics", "topic"),
    CLIENTS("clients", "client"),
    USERS("users", "user"),
    BROKERS("brokers", "broker"),
    IPS("ips", "ip"),
    BROKER_LOGGERS("broker-loggers", "broker-logger");

    private final String plural;
    private final String singular;

    EntityKind(String plural, String singular) {
        this.plural = plural;
        this.singular = singular;
    }

    /** The word after {@code --entity-type}, and in messages about all of a kind. */
    String plural() {
        return plural;
    }

    /** The option of its own, without the dashes, and the word in messages about one. */
    String singular() {
        return singular;
    }

    /** Whether there are configs for all those that have none of their own. */
    boolean hasDefault() {
        return this == CLIENTS || this == USERS || this == BROKERS || this == IPS;
    }

    /** Whether its configs are limits. */
    boolean hasQuotas() {
        return this == CLIENTS || this == USERS || this == IPS;
    }

    static Optional<EntityKind> ofPlural(String word) {
        return Arrays.stream(values()).filter(kind -> kind.plural.equals(word)).findFirst();
    }

    static String all() {
        return Arrays.stream(values()).map(EntityKind::plural).collect(Collectors.joining(", "));
    }
}
