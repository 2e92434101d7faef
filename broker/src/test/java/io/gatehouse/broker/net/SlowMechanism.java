package io.gatehouse.broker.net;

import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * Another mechanism whose tokens are nothing for an event loop.
 *
 * @param far what each answer waits for, besides
 */
record SlowMechanism(SaslMechanism other, CompletionStage<Void> far) implements SaslMechanism {
    @Override
    public String name() {
        return other.name();
    }

    @Override
    public SaslExchange begin() {
        SaslExchange exchange = other.begin();
        return new SaslExchange() {
            @Override
            public RoundResult evaluate(byte[] token, Instant now) {
                return exchange.evaluate(token, now);
            }

            @Override
            public CompletionStage<RoundResult> answer(byte[] token, Instant now) {
                return far.thenApply(there -> exchange.evaluate(token, now));
            }

            @Override
            public boolean slow() {
                return true;
            }
        };
    }
}
