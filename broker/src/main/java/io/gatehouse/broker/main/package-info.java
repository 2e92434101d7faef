/**
 * Wiring: the only place that makes services, in order, and closes them in reverse.
 */
@NullMarked
package io.gatehouse.broker.main;

import org.jspecify.annotations.NullMarked;
