package io.gatehouse.broker.api.breach;

import io.gatehouse.broker.log.PartitionLog;

/** Breaks: handlers reach the log through replica.Replicas, which asks for a permit. */
final class ApiWithoutPermit {
    long end(PartitionLog log) {
        return log.logEndOffset();
    }
}
