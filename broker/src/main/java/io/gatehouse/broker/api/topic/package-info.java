/**
 * Topics and their settings: create, delete, grow, describe, alter.
 *
 * <p>Called by {@code net} through {@code api.ApiTable}. Uses {@code controller}, {@code cluster} and the tables of
 * {@code config}. Thread: the connection's event loop up to the first hand-over; never blocks.
 */
@NullMarked
package io.gatehouse.broker.api.topic;

import org.jspecify.annotations.NullMarked;
