/**
 * Delegation tokens (KIP-48, KIP-373): who may log in as whom for how long, and who may change that. Where they are kept is
 * somebody else's to say; logging in with one is SCRAM's.
 *
 * <p>Called by the broker's token handlers and by {@code auth.scram}. Knows no network, no clock and no store. Thread: any.
 */
@NullMarked
package io.gatehouse.auth.token;

import org.jspecify.annotations.NullMarked;
