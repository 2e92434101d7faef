/**
 * Security events, one line each, with everything that came from a peer escaped.
 *
 * <p>Called by every module that decides something about a peer. Knows no protocol. Thread: any.
 */
@NullMarked
package io.gatehouse.auth.audit;

import org.jspecify.annotations.NullMarked;
