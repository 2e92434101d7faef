/**
 * Our decisions inside Apache Kafka, where KRaft keeps the rules.
 *
 * <p>Called by Apache Kafka, which names {@link io.gatehouse.acl.kafka.GatehouseAuthorizer} in its settings, and by nobody here:
 * Kafka's classes are not on the class path of what we ship. Logs by what SLF4J 1.7 has, which is what Kafka brings along.
 */
@NullMarked
package io.gatehouse.acl.kafka;

import org.jspecify.annotations.NullMarked;
