package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicPartition;
import java.nio.file.Path;

/** What loading a directory, or making a new one, yields. */
record LoadedLog(
        TopicPartition partition,
        TopicId topicId,
        Path directory,
        Segments segments,
        LeaderEpochs epochs,
        ProducerStates producers,
        long logStartOffset,
        long recoveryPoint,
        long highWatermark,
        boolean recovered) {}
