package io.gatehouse.broker.api.topic;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.broker.controller.ConfigChange;
import io.gatehouse.broker.controller.TopicOutcome;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes down who made, grew, deleted or set up a topic, or changed settings of brokers. What was only tried out, or refused,
 * is not written here: refusals for want of a right are the authorizer's to write. Thread: any.
 */
public final class TopicAudit {
    private final AuditTrail trail;

    public TopicAudit(AuditTrail trail) {
        this.trail = trail;
    }

    /** The outcome has the topic's id if it is there, be it that the client's patience ended before all was ready. */
    public void created(TopicName topic, TopicOutcome outcome, Session by) {
        if (!outcome.id().equals(TopicId.ZERO)) {
            trail.record(event("topic", "created", topic, by)
                    .with("partitions", Integer.toString(outcome.partitions()))
                    .with("replicas", Integer.toString(outcome.replicationFactor()))
                    .with("settings", settings(outcome.configs())));
        }
    }

    void grown(TopicName topic, int partitions, ErrorCode outcome, Session by) {
        if (done(outcome)) {
            trail.record(event("topic", "grown", topic, by).with("partitions", Integer.toString(partitions)));
        }
    }

    void deleted(TopicName topic, ErrorCode outcome, Session by) {
        if (done(outcome)) {
            trail.record(event("topic", "deleted", topic, by));
        }
    }

    void replaced(TopicName topic, Map<String, String> overrides, ErrorCode outcome, Session by) {
        if (done(outcome)) {
            trail.record(event("topic-settings", "replaced", topic, by).with("settings", settings(overrides)));
        }
    }

    void changed(TopicName topic, List<ConfigChange> changes, ErrorCode outcome, Session by) {
        if (done(outcome)) {
            trail.record(event("topic-settings", "changed", topic, by)
                    .with("settings", changes.stream().map(TopicAudit::text).collect(Collectors.joining(", "))));
        }
    }

    /** Settings of a broker: names alone, since values may be secrets. An empty {@code broker} is every broker. */
    void replaced(String broker, Set<String> names, ErrorCode outcome, Session by) {
        if (done(outcome)) {
            trail.record(ofBroker("replaced", broker, by).with("settings", String.join(", ", new TreeSet<>(names))));
        }
    }

    void changed(String broker, List<ConfigChange> changes, ErrorCode outcome, Session by) {
        if (done(outcome)) {
            trail.record(ofBroker("changed", broker, by)
                    .with(
                            "settings",
                            changes.stream()
                                    .map(change -> change.name() + " "
                                            + change.kind().name().toLowerCase(Locale.ROOT))
                                    .collect(Collectors.joining(", "))));
        }
    }

    private static AuditEvent ofBroker(String outcome, String broker, Session by) {
        return new AuditEvent("broker-settings", outcome)
                .with("by", by.principal().toString())
                .with("peer", by.host())
                .with("broker", broker.isEmpty() ? "every" : broker);
    }

    /** What was written and not confirmed in time happens all the same. */
    private static boolean done(ErrorCode outcome) {
        return outcome == ErrorCode.NONE || outcome == ErrorCode.REQUEST_TIMED_OUT;
    }

    private static AuditEvent event(String event, String outcome, TopicName topic, Session by) {
        return new AuditEvent(event, outcome)
                .with("by", by.principal().toString())
                .with("peer", by.host())
                .with("topic", topic.value());
    }

    private static String settings(Map<String, String> overrides) {
        return new TreeMap<>(overrides)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String text(ConfigChange change) {
        return switch (change.kind()) {
            case SET -> change.name() + "=" + change.value();
            case DELETE -> change.name() + " removed";
            case APPEND -> change.name() + "+=" + change.value();
            case SUBTRACT -> change.name() + "-=" + change.value();
        };
    }
}
