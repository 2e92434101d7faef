package io.gatehouse.broker.config;

import io.gatehouse.auth.oauth.KeyTiming;
import io.gatehouse.auth.oauth.SigningAlgorithm;
import io.gatehouse.auth.oauth.TokenRules;
import io.gatehouse.auth.oauth.UnsecuredRules;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.tls.TrustStoreSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a listener judges tokens (CONFORMANCE 2.6). Nothing that makes a token mean something is optional: keys, issuer and
 * audience are there, or an override whose name says what that opens (attacks 97, 109, CVE-2026-33557).
 */
final class OauthReader {
    private static final String PACKAGE = "org.apache.kafka.common.security.oauthbearer.";

    /** CONFORMANCE OAU-07: the name since 4.0, and the one before. */
    private static final Set<String> SECURED = Set.of(
            PACKAGE + "OAuthBearerValidatorCallbackHandler", PACKAGE + "secured.OAuthBearerValidatorCallbackHandler");

    private static final String UNSECURED =
            PACKAGE + "internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler";

    private static final String SUBJECT = "unsecuredValidatorPrincipalClaimName";
    private static final String SCOPE = "unsecuredValidatorScopeClaimName";
    private static final String REQUIRED = "unsecuredValidatorRequiredScope";
    private static final String SKEW = "unsecuredValidatorAllowableClockSkewMs";

    /** Options of the login module that are for clients, which brokers may be too. */
    private static final List<String> OF_CLIENTS =
            List.of("clientId", "clientSecret", "scope", "extension_", "unsecuredLogin", "ssl.");

    static final String OF_MECHANISM = ".oauthbearer.";

    private final Values values;
    private final Map<String, String> options;
    private final Consumer<String> optionMistake;
    private final AllowedPlaces allowed;

    /**
     * @param values as the mechanism of the listener sees them
     * @param options of the login module
     * @param optionMistake told what was expected of the options
     */
    OauthReader(Values values, Map<String, String> options, Consumer<String> optionMistake, AllowedPlaces allowed) {
        this.values = values;
        this.options = options;
        this.optionMistake = optionMistake;
        this.allowed = allowed;
    }

    Optional<OauthSettings> read() {
        checkOptions();
        Optional<String> handler = handler();
        boolean url =
                values.find(OauthKeys.JWKS_URL).filter(text -> !text.isEmpty()).isPresent();
        boolean unsecured = handler.map(UNSECURED::equals).orElse(!url);
        return unsecured ? unsecured(handler.isPresent()) : provider();
    }

    /** Whether this is one of Kafka's own handlers, which only say by their names what we are to do. */
    static boolean names(String handler) {
        return handler.isEmpty() || SECURED.contains(handler) || handler.equals(UNSECURED);
    }

    /** Without the mechanism in its prefix it is nobody's (CONFORMANCE JAA-14). */
    private Optional<String> handler() {
        ConfigKey<String> key = SaslKeys.SASL_SERVER_CALLBACK_HANDLER_CLASS;
        return values.find(key)
                .filter(name -> !name.isEmpty() && values.nameOf(key).contains(OF_MECHANISM));
    }

    /** OAU-04, attack 109: what Kafka does by default has to be asked for. */
    private Optional<OauthSettings> unsecured(boolean named) {
        if (!values.get(OwnKeys.ALLOW_UNSECURED_TOKENS)) {
            values.mistake(
                    named ? SaslKeys.SASL_SERVER_CALLBACK_HANDLER_CLASS : OauthKeys.JWKS_URL,
                    "the address of the identity provider's keys; believing tokens that nobody signed needs "
                            + OwnKeys.ALLOW_UNSECURED_TOKENS.name() + "=true");
            return Optional.empty();
        }
        Set<String> scopes =
                Set.copyOf(List.of(options.getOrDefault(REQUIRED, "").trim().split(" +", -1)));
        return Optional.of(new OauthSettings(
                Optional.empty(),
                Optional.of(new UnsecuredRules(
                        options.getOrDefault(SUBJECT, "sub"),
                        options.getOrDefault(SCOPE, "scope"),
                        scopes.equals(Set.of("")) ? Set.of() : scopes,
                        skew()))));
    }

    private Duration skew() {
        String text = options.getOrDefault(SKEW, "0");
        try {
            long millis = Long.parseLong(text.trim());
            if (millis >= 0 && millis <= Integer.MAX_VALUE) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        optionMistake.accept(SKEW + " with a whole number, 0 or more");
        return Duration.ZERO;
    }

    private Optional<OauthSettings> provider() {
        TokenRules rules = rules();
        TrustStoreSettings trust = trust();
        KeyTiming timing = timing();
        Optional<Path> copies = values.path(OauthKeys.JWKS_COPY_DIR);
        return keys().map(keys -> new OauthSettings(
                Optional.of(new OauthSettings.Provider(
                        rules, keys, trust, timing, copies, values.get(OwnKeys.ALLOW_SUPER_USERS_BY_TOKEN))),
                Optional.empty()));
    }

    private Optional<URI> keys() {
        return address(OauthKeys.JWKS_URL, "https://HOST[:PORT]/PATH or file:///PATH", "makes the keys");
    }

    /** Where this broker gets tokens for itself. */
    Optional<URI> tokenEndpoint() {
        Optional<URI> place = address(OauthKeys.TOKEN_URL, "https://HOST[:PORT]/PATH", "reads the secret");
        if (place.filter(found -> found.getScheme().equals("file")).isPresent()) {
            values.mistake(OauthKeys.TOKEN_URL, "https://HOST[:PORT]/PATH");
            return Optional.empty();
        }
        return place;
    }

    /** Attack 106, CVE-2025-27817. */
    private Optional<URI> address(ConfigKey<String> key, String expected, String harm) {
        Optional<URI> place = values.find(key).flatMap(OauthReader::place);
        if (place.isEmpty()) {
            values.mistake(key, expected);
            return Optional.empty();
        }
        if (place.get().getScheme().equals("http") && !values.get(OwnKeys.ALLOW_PLAINTEXT_LISTENERS)) {
            values.mistake(
                    key,
                    "https; without TLS whoever is on the way " + harm + ", which needs "
                            + OwnKeys.ALLOW_PLAINTEXT_LISTENERS.name() + "=true");
        } else if (!allowed.allows(place.get())) {
            values.mistake(key, AllowedPlaces.expected(place.get()) + "; no address is allowed that it does not name");
        }
        return place;
    }

    private static Optional<URI> place(String text) {
        try {
            URI place = new URI(text);
            String scheme = Optional.ofNullable(place.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            boolean remote = (scheme.equals("https") || scheme.equals("http"))
                    && place.getHost() != null
                    && place.getUserInfo() == null
                    && place.getFragment() == null;
            boolean local = scheme.equals("file")
                    && place.getAuthority() == null
                    && place.getPath() != null
                    && place.getPath().startsWith("/");
            return (remote || local) && scheme.equals(place.getScheme()) ? Optional.of(place) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private TokenRules rules() {
        Optional<String> issuer = values.find(OauthKeys.ISSUER).filter(text -> !text.isEmpty());
        List<String> audience = values.find(OauthKeys.AUDIENCE).orElse(List.of()).stream()
                .filter(text -> !text.isEmpty())
                .toList();
        requireOrAllowed(issuer.isPresent(), OauthKeys.ISSUER, "the issuer of the tokens", OauthKeys.ALLOW_ANY_ISSUER);
        requireOrAllowed(
                !audience.isEmpty(),
                OauthKeys.AUDIENCE,
                "what the provider calls this cluster in tokens",
                OauthKeys.ALLOW_ANY_AUDIENCE);
        return new TokenRules(
                algorithms(),
                issuer,
                Set.copyOf(audience),
                Duration.ofSeconds(values.get(OauthKeys.SKEW_SECONDS)),
                values.get(OauthKeys.SUB_CLAIM),
                values.get(OauthKeys.SCOPE_CLAIM),
                Set.copyOf(values.get(OauthKeys.SCOPES)),
                claims(),
                values.find(OauthKeys.GROUPS_CLAIM).filter(text -> !text.isEmpty()));
    }

    /** OAU-12, OAU-13, XKY-18. */
    private void requireOrAllowed(boolean there, ConfigKey<?> key, String expected, ConfigKey<Boolean> override) {
        if (there) {
            return;
        }
        if (values.get(override)) {
            values.findings().warn(values.nameOf(override) + "=true. " + override.purpose());
        } else {
            values.mistake(key, expected + "; without it " + override.name() + "=true");
        }
    }

    private Set<SigningAlgorithm> algorithms() {
        Set<SigningAlgorithm> algorithms = EnumSet.noneOf(SigningAlgorithm.class);
        List<String> names = values.get(OauthKeys.ALGORITHMS);
        names.forEach(name -> SigningAlgorithm.named(name).ifPresent(algorithms::add));
        if (names.isEmpty() || algorithms.size() != names.size()) {
            values.mistake(OauthKeys.ALGORITHMS, "some of " + EnumSet.allOf(SigningAlgorithm.class) + ", each once");
        }
        return algorithms;
    }

    private Map<String, String> claims() {
        Map<String, String> claims = new LinkedHashMap<>();
        for (String pair : values.get(OauthKeys.CLAIMS)) {
            int equals = pair.indexOf('=');
            if (equals < 1
                    || claims.put(
                                    pair.substring(0, equals).trim(),
                                    pair.substring(equals + 1).trim())
                            != null) {
                values.mistake(OauthKeys.CLAIMS, "name=text pairs separated by commas, each name once");
            }
        }
        return claims;
    }

    private KeyTiming timing() {
        return new KeyTiming(
                values.millis(OauthKeys.JWKS_REFRESH_MS),
                values.millis(OauthKeys.JWKS_BACKOFF_MS),
                values.millis(OauthKeys.JWKS_BACKOFF_MAX_MS),
                values.millis(OauthKeys.JWKS_STALE_MAX_MS));
    }

    /** As in Kafka, a trust store for the provider stands in the login module's options; the listener's is for clients. */
    TrustStoreSettings trust() {
        Optional<Path> location =
                Optional.ofNullable(options.get("ssl.truststore.location")).map(Path::of);
        location.filter(file -> !SecretFile.readable(file))
                .ifPresent(file -> optionMistake.accept("ssl.truststore.location with a readable file"));
        return new TrustStoreSettings(
                options.getOrDefault("ssl.truststore.type", "JKS"),
                location,
                Optional.ofNullable(options.get("ssl.truststore.password")).map(Secret::ofText),
                Optional.ofNullable(options.get("ssl.truststore.certificates")).map(Secret::ofText));
    }

    private void checkOptions() {
        for (String name : options.keySet()) {
            boolean used = Set.of(SUBJECT, SCOPE, REQUIRED, SKEW).contains(name) || name.startsWith("ssl.truststore.");
            boolean ofClients = OF_CLIENTS.stream().anyMatch(name::startsWith);
            if (!used && ofClients) {
                values.findings()
                        .warn("the option " + name + " of the login module for OAUTHBEARER is for clients: it has an"
                                + " effect where brokers use OAUTHBEARER among themselves only");
            } else if (!used) {
                optionMistake.accept("no option " + name + "; unsecuredValidator... and ssl.truststore... are used");
            }
        }
    }
}
