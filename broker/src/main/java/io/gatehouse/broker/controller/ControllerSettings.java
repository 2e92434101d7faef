package io.gatehouse.broker.controller;

import io.gatehouse.broker.model.TopicName;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What the controller is told from outside.
 *
 * @param deleteTopics {@code delete.topic.enable}
 * @param uncleanAllowed {@code unclean.leader.election.enable} of a topic
 * @param random for the ids of topics that come without one
 */
public record ControllerSettings(boolean deleteTopics, Predicate<TopicName> uncleanAllowed, RandomGenerator random) {}
