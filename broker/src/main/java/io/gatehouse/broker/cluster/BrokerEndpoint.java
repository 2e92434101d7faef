package io.gatehouse.broker.cluster;

/**
 * Where a broker is reached on one listener.
 *
 * @param listener the listener's name, upper case
 * @param securityProtocol Kafka's number: 0 PLAINTEXT, 1 SSL, 2 SASL_PLAINTEXT, 3 SASL_SSL
 */
public record BrokerEndpoint(String listener, String host, int port, short securityProtocol) {}
