/**
 * The APIs that create, delete, grow and configure topics.
 *
 * <p>Called by {@code net} through {@code api.ApiTable}. Thread: the connection's event loop; answers complete on
 * ZooKeeper's thread or on the thread that brings the controller's news.
 */
@NullMarked
package io.gatehouse.broker.api.topic;

import org.jspecify.annotations.NullMarked;
