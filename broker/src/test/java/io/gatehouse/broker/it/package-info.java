/** Tests against a real process: the quick start in a JVM of its own, and clients that know nothing of us. */
package io.gatehouse.broker.it;
