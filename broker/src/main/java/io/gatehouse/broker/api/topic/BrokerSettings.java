package io.gatehouse.broker.api.topic;

import io.gatehouse.acl.Permit;
import io.gatehouse.broker.controller.AlterOutcome;
import io.gatehouse.broker.controller.ConfigChange;
import io.gatehouse.broker.model.ClusterScope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Settings of this broker, or of all, that are stored in ZooKeeper and win over the file's. Thread: any. */
public interface BrokerSettings {
    /**
     * Checks a change, stores it and uses it, all or nothing.
     *
     * @param permit ALTER_CONFIGS on the cluster
     * @param everyBroker the settings that hold for all brokers, not this one's
     * @param validateOnly the check alone
     */
    CompletionStage<AlterOutcome> alter(
            Permit<ClusterScope> permit, boolean everyBroker, List<ConfigChange> changes, boolean validateOnly);

    /** The same, where all that is stored and not named goes (CONFORMANCE CDY-12). */
    CompletionStage<AlterOutcome> replace(
            Permit<ClusterScope> permit, boolean everyBroker, Map<String, String> settings, boolean validateOnly);

    /** What is stored and holds, by name; secrets without their values. */
    Map<String, Optional<String>> stored(boolean everyBroker);
}
