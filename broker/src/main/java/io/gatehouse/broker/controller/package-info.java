/**
 * Election, topics, partition leaders: the only writer of topic znodes (COMPAT D).
 *
 * <p>Called by {@code api} and by ZooKeeper's changes. Thread: the controller loop.
 */
@NullMarked
package io.gatehouse.broker.controller;

import org.jspecify.annotations.NullMarked;
