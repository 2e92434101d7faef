/**
 * {@code bin/kafka-acls.sh}: lists, adds and removes access rules, with the options and the output of Apache Kafka's tool
 * (CONFORMANCE AKC, AKO and AKE rows).
 *
 * <p>Runs in a process of its own and talks to a broker as any client does: {@link io.gatehouse.broker.tool.acls.Rules} is
 * all that it asks. Knows kafka-clients' Admin, which operations fit which resources, and how the admin endpoint writes a rule.
 * Thread: the process's main thread, which may block.
 */
@NullMarked
package io.gatehouse.broker.tool.acls;

import org.jspecify.annotations.NullMarked;
