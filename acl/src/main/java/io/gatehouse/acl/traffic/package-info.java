/**
 * What was decided lately, and what follows from it: rules that nobody used, rules that would do, what other rules would
 * change. Called by whoever checks, and by the broker's admin endpoint and its command line. Decides nothing.
 */
@NullMarked
package io.gatehouse.acl.traffic;

import org.jspecify.annotations.NullMarked;
