package io.gatehouse.broker.cluster;

import io.gatehouse.broker.model.BrokerId;
import java.util.List;
import java.util.Optional;

/** A live broker. */
public record BrokerImage(BrokerId id, List<BrokerEndpoint> endpoints, Optional<String> rack) {
    public BrokerImage {
        endpoints = List.copyOf(endpoints);
    }

    public Optional<BrokerEndpoint> endpoint(String listener) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.listener().equals(listener))
                .findFirst();
    }
}
