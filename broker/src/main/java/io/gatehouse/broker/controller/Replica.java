package io.gatehouse.broker.controller;

import io.gatehouse.broker.model.TopicPartition;

/** One broker's copy of one partition. */
record Replica(TopicPartition partition, int broker) {}
