package io.gatehouse.broker.api.topic;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.controller.AlterOutcome;
import io.gatehouse.broker.controller.ConfigChange;
import io.gatehouse.broker.model.ClusterScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes every change and remembers what it was asked. */
final class KeptBrokerSettings implements BrokerSettings {
    final List<String> asked = new ArrayList<>();

    @Override
    public CompletionStage<AlterOutcome> alter(
            Permit<ClusterScope> permit, boolean everyBroker, List<ConfigChange> changes, boolean validateOnly) {
        return kept(permit, "alter " + everyBroker + " " + changes + " " + validateOnly);
    }

    @Override
    public CompletionStage<AlterOutcome> replace(
            Permit<ClusterScope> permit, boolean everyBroker, Map<String, String> settings, boolean validateOnly) {
        return kept(permit, "replace " + everyBroker + " " + settings + " " + validateOnly);
    }

    private CompletionStage<AlterOutcome> kept(Permit<ClusterScope> permit, String what) {
        permit.require(Operation.ALTER_CONFIGS, ResourceType.CLUSTER);
        asked.add(what);
        return CompletableFuture.completedStage(AlterOutcome.DONE);
    }

    @Override
    public Map<String, Optional<String>> stored(boolean everyBroker) {
        return Map.of();
    }
}
