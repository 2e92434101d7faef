package io.gatehouse.auth.scram;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.auth.token.DelegationTokens;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Credentials in memory. */
final class KnownUsers implements ScramCredentials {
    static final PhantomCredentials PHANTOMS = new PhantomCredentials(Secret.ofText("a secret of the cluster"));

    private final Map<ScramHash, Map<String, ScramCredential>> users = new HashMap<>();

    KnownUsers with(ScramHash hash, String user, String password) {
        return with(
                hash,
                user,
                ScramCredential.ofPassword(
                        hash, Secret.ofText(password), "salt of a user".getBytes(StandardCharsets.UTF_8), 4096));
    }

    KnownUsers with(ScramHash hash, String user, ScramCredential credential) {
        users.computeIfAbsent(hash, any -> new HashMap<>()).put(user, credential);
        return this;
    }

    void remove(ScramHash hash, String user) {
        users.getOrDefault(hash, Map.of()).remove(user);
    }

    @Override
    public Optional<ScramCredential> find(ScramHash hash, String user) {
        return Optional.ofNullable(users.getOrDefault(hash, Map.of()).get(user));
    }

    ScramClient client(ScramHash hash, String password) {
        return client(hash, password, Optional.empty());
    }

    ScramClient client(ScramHash hash, String password, Optional<DelegationTokens> tokens) {
        ScramMechanism mechanism = new ScramMechanism(hash, this, tokens, PHANTOMS, new SecureRandom());
        return new ScramClient(hash, password, mechanism.begin());
    }
}
