/**
 * Bytes and messages: frame limits, headers, the bounded reader, the encoder, the control messages.
 *
 * <p>Called by {@code net}, {@code api} and {@code replica}. Uses {@code model} and kafka-clients' message classes; one of
 * the two packages where {@code ByteBuf} may appear. Thread: any; a reader belongs to one frame.
 */
@NullMarked
package io.gatehouse.broker.wire;

import org.jspecify.annotations.NullMarked;
