/**
 * What brokers tell each other: the controller's orders and news, on both ends of the road.
 *
 * <p>Called by {@code net} through {@code api.ApiTable}, and by {@code main} for the sending end. Thread: the connection's
 * event loop.
 */
@NullMarked
package io.gatehouse.broker.api.control;

import org.jspecify.annotations.NullMarked;
