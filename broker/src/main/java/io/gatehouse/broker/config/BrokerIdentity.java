package io.gatehouse.broker.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who this broker is.
 *
 * @param id empty: take the one in {@code meta.properties}, or generate one above {@code generatedAbove}
 */
public record BrokerIdentity(OptionalInt id, int generatedAbove, Optional<String> rack) {}
