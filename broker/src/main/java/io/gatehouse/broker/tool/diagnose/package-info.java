/**
 * {@code bin/gatehouse diagnose}: finds in the broker's log why the client was refused that was told a diagnostic id, and says
 * what that means.
 *
 * <p>Started by the script, in a process of its own; nothing in the broker calls it. Reads lines as
 * {@code config/logback.xml} writes them, and knows the audit's words ({@code reasons.txt}). Thread: the process's main
 * thread.
 */
@NullMarked
package io.gatehouse.broker.tool.diagnose;

import org.jspecify.annotations.NullMarked;
