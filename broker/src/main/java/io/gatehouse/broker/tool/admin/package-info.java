/**
 * {@code bin/gatehouse sessions}, {@code block}, {@code credentials}, {@code acls} and {@code policy}: what asks brokers over
 * their admin endpoints.
 *
 * <p>Runs in a process of its own. Thread: one, which may wait.
 */
@NullMarked
package io.gatehouse.broker.tool.admin;

import org.jspecify.annotations.NullMarked;
