/**
 * The APIs of producers and consumers: produce, fetch, list offsets, metadata.
 *
 * <p>Called by {@code net} through {@code api.ApiTable}. Thread: the connection's event loop; answers complete on log
 * lanes.
 */
@NullMarked
package io.gatehouse.broker.api.data;

import org.jspecify.annotations.NullMarked;
