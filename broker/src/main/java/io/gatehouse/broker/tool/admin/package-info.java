/**
 * {@code bin/gatehouse sessions} and {@code bin/gatehouse block}: who is connected to the brokers, and an end to it, over
 * their admin endpoints.
 *
 * <p>Runs in a process of its own. Thread: one, which may wait.
 */
@NullMarked
package io.gatehouse.broker.tool.admin;

import org.jspecify.annotations.NullMarked;
