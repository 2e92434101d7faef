package io.gatehouse.broker.replica;

import java.time.Duration;

/**
 * What a whole fetch may take and how long it may wait (COMPAT B5.11, B5.12).
 *
 * @param committedOnly stop at the last stable offset instead of the high watermark
 */
public record FetchLimits(int bytesMin, int bytesMax, Duration waitMax, boolean committedOnly) {}
