/**
 * Names and numbers that every other package speaks of: topics, partitions, brokers, error codes.
 *
 * <p>Uses the JDK only. Thread: any; all types are immutable.
 */
@NullMarked
package io.gatehouse.broker.model;

import org.jspecify.annotations.NullMarked;
