package io.gatehouse.auth.plain;

import io.gatehouse.auth.sasl.FailedExchange;
import io.gatehouse.auth.sasl.SaslClientExchange;
import io.gatehouse.auth.sasl.SaslProof;
import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** This broker's user and password as they are (RFC 4616, CONFORMANCE PLN-03): for connections with TLS. Thread: any. */
public record PlainProof(String user, Secret password) implements SaslProof {
    @Override
    public String mechanism() {
        return PlainMechanism.NAME;
    }

    @Override
    public SaslClientExchange begin(String host) {
        return new SaslClientExchange() {
            private boolean over;

            @Override
            public byte[] first() {
                return token();
            }

            @Override
            public Optional<byte[]> next(byte[] token) throws FailedExchange {
                if (over || token.length > 0) {
                    throw new FailedExchange("it says more than PLAIN has to say");
                }
                over = true;
                return Optional.empty();
            }
        };
    }

    private byte[] token() {
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        byte[] secret = password.reveal();
        byte[] token = new byte[name.length + secret.length + 2];
        System.arraycopy(name, 0, token, 1, name.length);
        System.arraycopy(secret, 0, token, name.length + 2, secret.length);
        Arrays.fill(secret, (byte) 0);
        return token;
    }
}
