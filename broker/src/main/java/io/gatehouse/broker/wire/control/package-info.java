/**
 * The four messages between a ZooKeeper-mode controller and its brokers that kafka-clients 4.x no longer holds:
 * LeaderAndIsr v7, StopReplica v4, UpdateMetadata v8, ControlledShutdown v3 (COMPAT D6 at 3.9, D7).
 *
 * <p>Each is a message class like kafka-clients' own, so that the pipeline treats it like the others; reader and writer
 * stand next to each other. Called by {@code wire} and {@code api.control}; knows no model of the cluster. Thread: any; a
 * message belongs to one request.
 */
@NullMarked
package io.gatehouse.broker.wire.control;

import org.jspecify.annotations.NullMarked;
