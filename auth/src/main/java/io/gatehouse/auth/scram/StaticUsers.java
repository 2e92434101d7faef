package io.gatehouse.auth.scram;

import io.gatehouse.auth.secret.Secret;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Users whose passwords stand in the broker's settings; kept hashed from then on (CONFORMANCE PLN-02). Thread: any. */
public final class StaticUsers implements ScramCredentials {
    /** The only hash that these users have credentials for. */
    public static final ScramHash HASH = ScramHash.SHA_512;

    private final Map<String, ScramCredential> byName;

    /** Takes a few milliseconds for each user. */
    public StaticUsers(Map<String, Secret> passwords, SecureRandom random) {
        this.byName = passwords.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        user -> ScramCredential.ofPassword(
                                HASH, user.getValue(), ScramCredential.ITERATIONS_DEFAULT, random)));
    }

    @Override
    public Optional<ScramCredential> find(ScramHash hash, String user) {
        return hash == HASH ? Optional.ofNullable(byName.get(user)) : Optional.empty();
    }
}
