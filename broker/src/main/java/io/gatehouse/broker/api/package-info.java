/**
 * One handler per wire API, and the table that lists them with the right that each needs.
 *
 * <p>Called by {@code net}. Thread: the connection's event loop up to the first hand-over; never blocks.
 */
@NullMarked
package io.gatehouse.broker.api;

import org.jspecify.annotations.NullMarked;
