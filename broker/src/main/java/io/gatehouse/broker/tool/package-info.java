/**
 * Command lines of our own, where Apache's need Scala or there is none: they talk to a broker as any client does, or work on
 * files.
 *
 * <p>Started by the scripts in {@code bin}, each in a process of its own; nothing in the broker calls them. Knows
 * kafka-clients' Admin and ZooKeeper's shell, none of the broker's packages. Thread: the process's main thread, which may
 * block.
 */
@NullMarked
package io.gatehouse.broker.tool;

import org.jspecify.annotations.NullMarked;
