package io.gatehouse.broker.controller;

import io.gatehouse.broker.model.TopicName;
import java.util.function.Predicate;

/**
 * @param deleteTopics {@code delete.topic.enable}
 * @param uncleanAllowed {@code unclean.leader.election.enable} of a topic
 */
public record ControllerSettings(boolean deleteTopics, Predicate<TopicName> uncleanAllowed) {}
