/** Tests against a real process: the quick start in a JVM of its own, and clients that know nothing of us. */
@NullMarked
package io.gatehouse.broker.it;

import org.jspecify.annotations.NullMarked;
