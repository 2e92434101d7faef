package io.gatehouse.broker.api.topic;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * Whose settings a request speaks of, with the right that each kind needs (CONFORMANCE ACL-42 to ACL-45): one road for
 * describing and altering.
 *
 * @param type Kafka's number: 2 topic, 4 broker, 8 broker logger
 */
record ConfigResource(byte type, String name) {
    private static final byte TOPIC = 2;
    private static final byte BROKER = 4;
    private static final byte BROKER_LOGGER = 8;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

    /** What a handler does with each kind, once it is permitted. */
    interface Actions<T> {
        CompletionStage<T> topic(Permit<TopicName> permit);

        /** @param everyBroker the resource is the default of all brokers, not this one */
        CompletionStage<T> broker(Permit<ClusterScope> permit, boolean everyBroker);

        T refused(ErrorCode error, String message);
    }

    <T> CompletionStage<T> visit(Operation right, BrokerId self, RequestContext context, Actions<T> actions) {
        BiFunction<ErrorCode, String, CompletionStage<T>> denied =
                (error, sentence) -> refused(actions, error, sentence);
        if (type == TOPIC) {
            Optional<TopicName> topic = TopicName.parse(name);
            return topic.isEmpty()
                    ? refused(actions, ErrorCode.INVALID_TOPIC_EXCEPTION, "illegal topic name")
                    : context.access().topic(right, topic.get()).fold(actions::topic, denied);
        }
        if (type == BROKER) {
            return context.access().cluster(right).fold(permit -> broker(permit, self, actions), denied);
        }
        if (type == BROKER_LOGGER) {
            return context.access()
                    .cluster(right)
                    .fold(
                            permit -> refused(
                                    actions,
                                    ErrorCode.INVALID_REQUEST,
                                    "this version does not show or change log levels over the wire"),
                            denied);
        }
        return refused(actions, ErrorCode.INVALID_REQUEST, "resource type " + type + " (expected: 2, 4 or 8)");
    }

    /** CONFORMANCE CDY-03. */
    private <T> CompletionStage<T> broker(Permit<ClusterScope> permit, BrokerId self, Actions<T> actions) {
        if (name.isEmpty() || name.equals(self.toString())) {
            return actions.broker(permit, name.isEmpty());
        }
        String expected = " (expected: " + self + ", or empty for the default of all)";
        return refused(
                actions,
                ErrorCode.INVALID_REQUEST,
                NUMBER.matcher(name).matches()
                        ? "Unexpected broker id, expected " + self + ", but received " + name + expected
                        : "the name of a broker is no number" + expected);
    }

    private static <T> CompletionStage<T> refused(Actions<T> actions, ErrorCode error, String message) {
        return CompletableFuture.completedStage(actions.refused(error, message));
    }
}
