/**
 * The APIs of producers beside Produce itself.
 *
 * <p>Called by {@code net} through {@code api.ApiTable}. Thread: the connection's event loop.
 */
@NullMarked
package io.gatehouse.broker.api.producer;

import org.jspecify.annotations.NullMarked;
