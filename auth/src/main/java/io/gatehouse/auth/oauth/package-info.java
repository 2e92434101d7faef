/**
 * OAUTHBEARER (RFC 7628): the server's half of the exchange, and the judgement of signed tokens (RFC 7515, 7519) by the keys
 * that an identity provider publishes (RFC 7517). What a token says is read by our own strict reader; signatures are Nimbus's.
 *
 * <p>Called by the broker's {@code session} package through {@code auth.sasl}; built by {@code main}. Knows no Kafka protocol
 * and no settings file. Thread: tokens are judged on one that has the time; keys are fetched on one of their own.
 */
@NullMarked
package io.gatehouse.auth.oauth;

import org.jspecify.annotations.NullMarked;
