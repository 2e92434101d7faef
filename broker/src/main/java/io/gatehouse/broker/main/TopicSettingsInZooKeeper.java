package io.gatehouse.broker.main;

import io.gatehouse.broker.controller.znode.TopicConfigZnode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.replica.TopicConfigs;
import io.gatehouse.zk.ZkSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Topics' own settings as {@code /config/topics} has them (COMPAT C6.1). Thread: any. */
final class TopicSettingsInZooKeeper implements TopicConfigs {
    private final ZkSession zookeeper;

    TopicSettingsInZooKeeper(ZkSession zookeeper) {
        this.zookeeper = zookeeper;
    }

    @Override
    public CompletionStage<Map<String, String>> overridesOf(TopicName topic) {
        return zookeeper
                .read(TopicConfigZnode.path(topic))
                .thenApply(node ->
                        node.map(value -> TopicConfigZnode.decode(value.data())).orElse(Map.of()));
    }

    /** The settings of all topics that have any. */
    CompletionStage<Map<TopicName, Map<String, String>>> all() {
        return zookeeper.children(TopicConfigZnode.PARENT).thenCompose(this::read);
    }

    private CompletionStage<Map<TopicName, Map<String, String>>> read(List<String> names) {
        Map<TopicName, Map<String, String>> found = new HashMap<>();
        List<CompletableFuture<Void>> reads = new ArrayList<>();
        for (String text : names) {
            TopicName.parse(text)
                    .ifPresent(topic -> reads.add(overridesOf(topic)
                            .thenAccept(overrides -> put(found, topic, overrides))
                            .toCompletableFuture()));
        }
        return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> found);
    }

    private static void put(Map<TopicName, Map<String, String>> found, TopicName topic, Map<String, String> overrides) {
        synchronized (found) {
            found.put(topic, overrides);
        }
    }
}
