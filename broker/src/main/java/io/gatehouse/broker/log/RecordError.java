package io.gatehouse.broker.log;

/** Why one record of a batch was refused; {@code index} counts from 0 within the batch (Produce v8 and later). */
public record RecordError(int index, String message) {}
