/**
 * {@code bin/kdc-dev.sh}: a Kerberos KDC for development, on Apache Kerby, which is on the class path of this command line
 * and of the tests and never on a broker's.
 *
 * <p>Started by the script, in a process of its own; nothing in the broker calls it. Thread: the process's main thread.
 */
@NullMarked
package io.gatehouse.broker.tool.kdc;

import org.jspecify.annotations.NullMarked;
