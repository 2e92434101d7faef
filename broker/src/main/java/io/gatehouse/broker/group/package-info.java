/**
 * Consumer groups and their offsets (COMPAT E1 to E5).
 *
 * <p>Called by {@code api}. Thread: the shard's loop.
 */
@NullMarked
package io.gatehouse.broker.group;

import org.jspecify.annotations.NullMarked;
