package io.gatehouse.broker.it;

import java.util.Map;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.server.policy.AlterConfigPolicy;
import org.apache.kafka.server.policy.CreateTopicPolicy;

/** What somebody else allows, by Kafka's interfaces. */
final class ForeignPolicies {
    private ForeignPolicies() {}

    /** Topics belong to a team, which a setting names. */
    public static final class Named implements CreateTopicPolicy {
        private String prefix = "";

        @Override
        public void configure(Map<String, ?> configs) {
            prefix = configs.get("topics.team") + "-";
        }

        @Override
        public void validate(CreateTopicPolicy.RequestMetadata wanted) {
            if (!wanted.topic().startsWith(prefix)) {
                throw new PolicyViolationException("topics begin with " + prefix);
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** Nothing is kept for less than a second. */
    public static final class Kept implements AlterConfigPolicy {
        @Override
        public void configure(Map<String, ?> configs) {
            // It knows what it wants.
        }

        @Override
        public void validate(AlterConfigPolicy.RequestMetadata wanted) {
            String kept = wanted.configs().get("retention.ms");
            if (kept != null && Long.parseLong(kept) < 1_000) {
                throw new PolicyViolationException(
                        "a second at least, for " + wanted.resource().name());
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
