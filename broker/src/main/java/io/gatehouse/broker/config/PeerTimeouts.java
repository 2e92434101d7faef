package io.gatehouse.broker.config;

import java.time.Duration;

/** How long this broker waits for others. */
public record PeerTimeouts(Duration connect, Duration request) {}
