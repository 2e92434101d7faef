/** A disk for tests that remembers every write and sync, and can show what a power cut would have left of them. */
@NullMarked
package io.gatehouse.broker.log.disk;

import org.jspecify.annotations.NullMarked;
