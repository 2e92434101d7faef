package io.gatehouse.auth.scram;

import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Credentials for users who do not exist. They look like everybody else's, are the same on every broker of the cluster
 * and after every restart, and no password fits them: whoever asks for a name that does not exist gets a salt, works
 * through the exchange and fails at the proof, as with a wrong password (CONFORMANCE SCR-12, attack 84).
 *
 * <p>What an attacker could still use is a cluster whose users have different iteration counts: a count that is not the
 * typical one belongs to a user who exists. Thread: any.
 */
public final class PhantomCredentials {
    private final byte[] clusterSecret;

    /** @param clusterSecret the same on every broker of the cluster, known to nobody else; at least 16 bytes */
    public PhantomCredentials(Secret clusterSecret) {
        if (clusterSecret.length() < 16) {
            throw new IllegalArgumentException(
                    "cluster secret of " + clusterSecret.length() + " bytes (expected: at least 16)");
        }
        this.clusterSecret = clusterSecret.reveal();
    }

    /** Also made for those who exist and then thrown away, so that both take the same work. */
    ScramCredential credentialFor(ScramHash hash, String user, int iterations) {
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        return new ScramCredential(
                ScramSalt.of(part(hash, "salt", name)),
                part(hash, "stored key", name),
                part(hash, "server key", name),
                iterations);
    }

    private byte[] part(ScramHash hash, String purpose, byte[] name) {
        byte[] label = (hash.mechanismName() + " phantom " + purpose + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] input = Arrays.copyOf(label, label.length + name.length);
        System.arraycopy(name, 0, input, label.length, name.length);
        return hash.hmac(clusterSecret, input);
    }
}
