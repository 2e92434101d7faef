package io.gatehouse.broker.net;

import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import java.time.Instant;

/** Another mechanism whose tokens are nothing for an event loop. */
record SlowMechanism(SaslMechanism other) implements SaslMechanism {
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
            public boolean slow() {
                return true;
            }
        };
    }
}
