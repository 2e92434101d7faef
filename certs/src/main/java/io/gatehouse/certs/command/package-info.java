/**
 * {@code bin/certs.sh}: a class for each command, and what they share.
 *
 * <p>A command reads what it was given, lets the library decide, and writes in one go; what it prints never holds a
 * secret. Thread: main.
 */
@NullMarked
package io.gatehouse.certs.command;

import org.jspecify.annotations.NullMarked;
