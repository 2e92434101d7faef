package io.gatehouse.broker.main.quickstart;

import io.gatehouse.broker.main.StartFailures;
import io.gatehouse.certs.CertsException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.apache.kafka.common.KafkaException;

/** One sentence for whatever went wrong. */
final class Explanation {
    private Explanation() {}

    static String of(Throwable failure) {
        if (failure instanceof QuickstartFailure || failure instanceof CertsException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof IOException io) {
            return of(io);
        }
        if (failure instanceof KafkaException) {
            return "the broker answered " + failure.getClass().getSimpleName() + ": " + failure.getMessage();
        }
        return StartFailures.explain(failure);
    }

    static String of(IOException failure) {
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + " may not be read or written by this user";
        }
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist";
        }
        if (failure instanceof FileSystemException other && other.getReason() != null) {
            return other.getFile() + ": " + other.getReason();
        }
        return String.valueOf(failure.getMessage());
    }
}
