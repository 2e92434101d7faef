package io.gatehouse.broker.config;

import io.gatehouse.auth.oauth.KeyTiming;
import io.gatehouse.auth.oauth.TokenRules;
import io.gatehouse.auth.oauth.UnsecuredRules;
import io.gatehouse.tls.TrustStoreSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a listener judges tokens: by a provider's keys, or, insecurely, not at all. One of the two is there.
 *
 * @param unsecured tokens are believed without a signature
 */
public record OauthSettings(Optional<Provider> provider, Optional<UnsecuredRules> unsecured) {
    /**
     * An identity provider.
     *
     * @param keys where its keys are: https, file, or http where that is allowed
     * @param trust who may speak for that address; none: the authorities that this JVM knows
     * @param copies the directory in which the last good keys are kept; empty: the first log directory
     * @param superUsers whether tokens may name super users
     */
    public record Provider(
            TokenRules rules,
            URI keys,
            TrustStoreSettings trust,
            KeyTiming timing,
            Optional<Path> copies,
            boolean superUsers) {}
}
