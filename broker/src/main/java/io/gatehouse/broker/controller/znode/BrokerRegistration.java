package io.gatehouse.broker.controller.znode;

import io.gatehouse.broker.cluster.BrokerImage;
import java.time.Instant;

/** A broker as it introduces itself to the cluster. */
public record BrokerRegistration(BrokerImage broker, Instant registeredAt) {}
