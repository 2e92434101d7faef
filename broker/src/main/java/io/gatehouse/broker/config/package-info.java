/**
 * The table of settings: names, parsers, defaults, purposes; all mistakes in one report.
 *
 * <p>Called by {@code main} only; components receive records.
 */
@NullMarked
package io.gatehouse.broker.config;

import org.jspecify.annotations.NullMarked;
