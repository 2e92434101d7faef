/**
 * What administrators may ask of a broker beside the Kafka protocol: one class per method and path, and the table of them.
 *
 * <p>Called by {@code net}'s admin endpoint on a thread that may take its time; asks the access engine before anything else.
 * Knows no HTTP beyond methods, paths and status numbers, and no Netty.
 */
@NullMarked
package io.gatehouse.broker.api.admin;

import org.jspecify.annotations.NullMarked;
