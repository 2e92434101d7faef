package io.gatehouse.broker.main;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.oauth.KeySetCopy;
import io.gatehouse.auth.oauth.KeySetEndpoint;
import io.gatehouse.auth.oauth.KeySetFile;
import io.gatehouse.auth.oauth.KeySetSource;
import io.gatehouse.auth.oauth.OauthMechanism;
import io.gatehouse.auth.oauth.SigningKeys;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.OauthSettings;
import io.gatehouse.tls.HttpsTrust;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Makes OAUTHBEARER for listeners: their providers' keys are there, or the listener does not open. Thread: the one that
 * starts the broker, later the one that opens listeners.
 */
final class TokenJudges implements AutoCloseable {
    private final Set<VerifiedPrincipal> privileged;
    private final Set<String> honeytokens;
    private final Path copies;
    private final InstantSource clock;
    private final Map<String, ScheduledExecutorService> threads = new HashMap<>();

    /**
     * @param privileged who has rights that no provider gives
     * @param honeytokens who is refused as if the token were no good
     * @param copies where keys are kept if the settings do not say where
     */
    private TokenJudges(Set<VerifiedPrincipal> privileged, Set<String> honeytokens, Path copies, InstantSource clock) {
        this.privileged = Set.copyOf(privileged);
        this.honeytokens = Set.copyOf(honeytokens);
        this.copies = copies;
        this.clock = clock;
    }

    /** @param self who this broker is to others */
    static TokenJudges of(BrokerConfig config, VerifiedPrincipal self, InstantSource clock) {
        Set<VerifiedPrincipal> privileged = new HashSet<>(Metadata.superUsers(config.access()));
        privileged.add(self);
        return new TokenJudges(
                privileged,
                config.access().honeytokens(),
                config.logs().directories().get(0),
                clock);
    }

    OauthMechanism mechanism(String listener, OauthSettings settings) {
        return settings.unsecured()
                .map(OauthMechanism::unsecured)
                .orElseGet(() -> signed(listener, settings.provider().orElseThrow()));
    }

    private OauthMechanism signed(String listener, OauthSettings.Provider provider) {
        String name = listener.toLowerCase(Locale.ROOT);
        KeySetSource source = source(provider);
        Optional<KeySetCopy> copy = source.remote()
                ? Optional.of(new KeySetCopy(provider.copies().orElse(copies).resolve("oauth-keys-" + name + ".json")))
                : Optional.empty();
        SigningKeys keys = new SigningKeys(source, copy, provider.timing(), thread(name), clock);
        keys.start();
        return OauthMechanism.signed(
                provider.rules(),
                keys,
                principal -> (!provider.superUsers() && privileged.contains(principal))
                        || honeytokens.contains(principal.name()));
    }

    /** A listener that opens again leaves no second thread behind. */
    private synchronized ScheduledExecutorService thread(String listener) {
        ScheduledExecutorService next = Threads.timer("oauth-keys-" + listener);
        Optional.ofNullable(threads.put(listener, next)).ifPresent(ScheduledExecutorService::shutdownNow);
        return next;
    }

    private static KeySetSource source(OauthSettings.Provider provider) {
        URI keys = provider.keys();
        return keys.getScheme().equals("file")
                ? new KeySetFile(Path.of(keys.getPath()))
                : new KeySetEndpoint(
                        keys,
                        provider.trust().present()
                                ? Optional.of(HttpsTrust.context(provider.trust()))
                                : Optional.empty());
    }

    /** A fetch may take some seconds more; nobody waits for it. */
    @Override
    public synchronized void close() {
        threads.values().forEach(ScheduledExecutorService::shutdownNow);
    }
}
