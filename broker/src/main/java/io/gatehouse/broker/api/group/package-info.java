/**
 * The APIs of consumer groups and their offsets: which right each needs, and how its versions differ. What a group does is
 * {@code broker.group}'s.
 *
 * <p>Called by {@code net} through {@code api.ApiTable}. Thread: the connection's event loop; answers complete on the
 * shard's lane.
 */
@NullMarked
package io.gatehouse.broker.api.group;

import org.jspecify.annotations.NullMarked;
