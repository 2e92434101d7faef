/**
 * Producer ids, unique in the cluster for ever: blocks reserved in ZooKeeper, ids handed out of them (COMPAT E7).
 *
 * <p>Called by {@code api}, which does not see where blocks come from. Thread: any.
 */
@NullMarked
package io.gatehouse.broker.controller.producerids;

import org.jspecify.annotations.NullMarked;
