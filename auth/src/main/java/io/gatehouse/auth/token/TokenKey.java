package io.gatehouse.auth.token;

import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key of all brokers that makes tokens' passwords: {@code delegation.token.secret.key} (CONFORMANCE DTK-03). Thread: any. */
public final class TokenKey {
    private static final String MAC = "HmacSHA512";

    private final SecretKeySpec key;

    /** @param secret not empty */
    public TokenKey(Secret secret) {
        this.key = new SecretKeySpec(secret.reveal(), MAC);
    }

    /** What whoever has the token shows to change it; 64 bytes. */
    public byte[] hmac(String id) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(id.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + MAC, e);
        }
    }

    /** What whoever has the token logs in with. */
    public Secret password(String id) {
        return Secret.ofText(Base64.getEncoder().encodeToString(hmac(id)));
    }

    /**
     * By what a token is looked up when somebody shows {@code hmac}: comparing these tells nothing about those (CONFORMANCE
     * DTK-24).
     */
    static String fingerprint(byte[] hmac) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(hmac));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
