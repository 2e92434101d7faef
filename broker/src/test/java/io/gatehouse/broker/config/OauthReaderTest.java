package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.oauth.SigningAlgorithm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a listener judges tokens (CONFORMANCE OAU-04..OAU-22, CFG-074..CFG-082, attacks 97, 106, 109). */
final class OauthReaderTest {
    private static final String URL = "https://id.example/keys";
    private static final String OWN = "listener.name.sasl_plaintext.oauthbearer.";
    private static final String PACKAGE = "org.apache.kafka.common.security.oauthbearer.";
    private static final String MODULE = PACKAGE + "OAuthBearerLoginModule required ";

    @BeforeEach
    void allowTheUrl() {
        System.setProperty(AllowedPlaces.URLS, "https://other.example/keys, " + URL);
    }

    @AfterEach
    void allowNothing() {
        System.clearProperty(AllowedPlaces.URLS);
        System.clearProperty(AllowedPlaces.FILES);
    }

    /** The least that judges tokens. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "listeners", "SASL_PLAINTEXT://localhost:9092,PLAINTEXT://localhost:9093",
                "sasl.enabled.mechanisms", "OAUTHBEARER",
                "zookeeper.connect", "localhost:2181",
                "allow.plaintext.listeners", "true",
                "allow.unencrypted.zookeeper", "true",
                "allow.unsealed.metadata", "true",
                "allow.no.authorizer", "true"));
        settings.put("sasl.oauthbearer.jwks.endpoint.url", URL);
        settings.put("sasl.oauthbearer.expected.issuer", "https://id.example");
        settings.put("sasl.oauthbearer.expected.audience", "gatehouse,other");
        return settings;
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> settings = settings();
        settings.put(key, value);
        return settings;
    }

    private static Map<String, String> without(String key) {
        Map<String, String> settings = settings();
        settings.remove(key);
        return settings;
    }

    private static OauthSettings read(Map<String, String> settings) {
        return BrokerConfig.parse(settings, Map.of())
                .<OauthSettings>fold(
                        legal ->
                                legal.config().listeners().get(0).sasl().oauth().orElseThrow(),
                        refused -> {
                            throw new AssertionError(refused.report());
                        });
    }

    private static String refused(Map<String, String> settings) {
        return BrokerConfig.parse(settings, Map.of())
                .fold(legal -> "legal", refused -> refused.report().toString());
    }

    private static List<String> warnings(Map<String, String> settings) {
        return BrokerConfig.parse(settings, Map.of())
                .fold(legal -> legal.report().warnings(), refused -> List.of("refused"));
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        OauthSettings.Provider provider = read(settings()).provider().orElseThrow();

        assertThat(provider.keys()).isEqualTo(URI.create(URL));
        assertThat(provider.rules().issuer()).contains("https://id.example");
        assertThat(provider.rules().audiences()).containsExactlyInAnyOrder("gatehouse", "other");
        assertThat(provider.rules().skew()).isEqualTo(Duration.ofSeconds(30));
        assertThat(provider.rules().subjectClaim()).isEqualTo("sub");
        assertThat(provider.rules().scopeClaim()).isEqualTo("scope");
        assertThat(provider.rules().scopes()).isEmpty();
        assertThat(provider.rules().claims()).isEmpty();
        assertThat(provider.rules().algorithms()).containsExactlyInAnyOrder(SigningAlgorithm.values());
        assertThat(provider.timing().refresh()).isEqualTo(Duration.ofHours(1));
        assertThat(provider.timing().backOff()).isEqualTo(Duration.ofMillis(100));
        assertThat(provider.timing().backOffMax()).isEqualTo(Duration.ofSeconds(10));
        assertThat(provider.timing().staleAfter()).isEqualTo(Duration.ofDays(1));
        assertThat(provider.trust().present()).isFalse();
        assertThat(provider.copies()).isEmpty();
        assertThat(provider.superUsers()).isFalse();
    }

    @Test
    void everythingCanBeSaid() {
        Map<String, String> settings = settings();
        settings.put("sasl.oauthbearer.clock.skew.seconds", "5");
        settings.put("sasl.oauthbearer.sub.claim.name", "client_id");
        settings.put("sasl.oauthbearer.scope.claim.name", "scp");
        settings.put("sasl.oauthbearer.required.scopes", "kafka, orders");
        settings.put("sasl.oauthbearer.required.claims", "tenant=shop, azp=a=b");
        settings.put("sasl.oauthbearer.allowed.algorithms", "ES256,PS512");
        settings.put("sasl.oauthbearer.jwks.endpoint.refresh.ms", "60000");
        settings.put("sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", "10");
        settings.put("sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", "20");
        settings.put("sasl.oauthbearer.jwks.stale.max.ms", "7200000");
        settings.put("sasl.oauthbearer.jwks.copy.dir", "/var/lib/gatehouse");
        settings.put("allow.super.users.by.token", "true");
        settings.put(
                OWN + "sasl.jaas.config",
                MODULE + "ssl.truststore.type=\"PEM\" ssl.truststore.certificates=\"an anchor\";");

        OauthSettings.Provider provider = read(settings).provider().orElseThrow();

        assertThat(provider.rules().skew()).isEqualTo(Duration.ofSeconds(5));
        assertThat(provider.rules().subjectClaim()).isEqualTo("client_id");
        assertThat(provider.rules().scopeClaim()).isEqualTo("scp");
        assertThat(provider.rules().scopes()).containsExactlyInAnyOrder("kafka", "orders");
        assertThat(provider.rules().claims()).containsOnly(Map.entry("tenant", "shop"), Map.entry("azp", "a=b"));
        assertThat(provider.rules().algorithms())
                .containsExactlyInAnyOrder(SigningAlgorithm.ES256, SigningAlgorithm.PS512);
        assertThat(provider.timing().refresh()).isEqualTo(Duration.ofMinutes(1));
        assertThat(provider.timing().backOff()).isEqualTo(Duration.ofMillis(10));
        assertThat(provider.timing().backOffMax()).isEqualTo(Duration.ofMillis(20));
        assertThat(provider.timing().staleAfter()).isEqualTo(Duration.ofHours(2));
        assertThat(provider.copies()).contains(Path.of("/var/lib/gatehouse"));
        assertThat(provider.trust().present()).isTrue();
        assertThat(provider.superUsers()).isTrue();
    }

    /** CONFORMANCE XKY-08: the mechanism's own, then the listener's, then everybody's. */
    @Test
    void aListenersOwnProviderGoesBeforeTheBrokers() {
        Map<String, String> settings = settings();
        settings.put("listener.name.sasl_plaintext.sasl.oauthbearer.expected.issuer", "the listener's");
        settings.put("listener.name.sasl_plaintext.sasl.oauthbearer.sub.claim.name", "azp");
        settings.put(OWN + "sasl.oauthbearer.expected.issuer", "the mechanism's");

        OauthSettings.Provider provider = read(settings).provider().orElseThrow();

        assertThat(provider.rules().issuer()).contains("the mechanism's");
        assertThat(provider.rules().subjectClaim()).isEqualTo("azp");
    }

    /** OAU-07. */
    @ParameterizedTest
    @ValueSource(strings = {"OAuthBearerValidatorCallbackHandler", "secured.OAuthBearerValidatorCallbackHandler"})
    void bothNamesOfKafkasValidatorAreTaken(String name) {
        assertThat(read(with(OWN + "sasl.server.callback.handler.class", PACKAGE + name))
                        .provider())
                .isPresent();
    }

    @Test
    void anotherClassIsAPlugIn() {
        assertThat(refused(with(OWN + "sasl.server.callback.handler.class", "com.example.Handler")))
                .contains(OWN + "sasl.server.callback.handler.class = com.example.Handler")
                .contains("a class that is listed in plugin.classes.allowed");
        assertThat(warnings(with("sasl.server.callback.handler.class", "com.example.Handler")))
                .as("without its prefix it is nobody's")
                .anyMatch(line -> line.contains("sasl.server.callback.handler.class") && line.contains("no effect"));
    }

    /** OAU-04, attack 109, CVE-2026-33557. */
    @Test
    void unsignedTokensAreBelievedOnlyWhereTheOverrideSaysSo() {
        String key = "sasl.oauthbearer.jwks.endpoint.url";
        String handler = PACKAGE + "internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler";
        assertThat(refused(without(key))).contains(key + " = nothing").contains("allow.unsecured.tokens=true");
        assertThat(refused(with(OWN + "sasl.server.callback.handler.class", handler)))
                .contains("allow.unsecured.tokens=true");

        Map<String, String> allowed = without(key);
        allowed.put("allow.unsecured.tokens", "true");
        assertThat(read(allowed).unsecured()).isPresent();
        assertThat(warnings(allowed)).anyMatch(line -> line.startsWith("allow.unsecured.tokens=true. Insecure. "));
        assertThat(read(with("allow.unsecured.tokens", "true")).provider())
                .as("a provider that is named is asked")
                .isPresent();
    }

    /** OAU-06. */
    @Test
    void theUnsecuredValidatorHasItsOptions() {
        Map<String, String> settings = without("sasl.oauthbearer.jwks.endpoint.url");
        settings.put("allow.unsecured.tokens", "true");
        assertThat(read(settings).unsecured().orElseThrow())
                .isEqualTo(
                        new io.gatehouse.auth.oauth.UnsecuredRules("sub", "scope", java.util.Set.of(), Duration.ZERO));
        settings.put(
                OWN + "sasl.jaas.config",
                MODULE + "unsecuredValidatorPrincipalClaimName=\"p\" unsecuredValidatorScopeClaimName=\"s\""
                        + " unsecuredValidatorRequiredScope=\"a  b\" unsecuredValidatorAllowableClockSkewMs=\"3000\";");

        assertThat(read(settings).unsecured().orElseThrow())
                .isEqualTo(new io.gatehouse.auth.oauth.UnsecuredRules(
                        "p", "s", java.util.Set.of("a", "b"), Duration.ofSeconds(3)));

        settings.put(OWN + "sasl.jaas.config", MODULE + "unsecuredValidatorAllowableClockSkewMs=\"-1\";");
        assertThat(refused(settings)).contains("a whole number, 0 or more");
    }

    /** OAU-12, OAU-13, attack 97. */
    @ParameterizedTest
    @CsvSource({
        "sasl.oauthbearer.expected.issuer, sasl.oauthbearer.allow.unverified.issuer",
        "sasl.oauthbearer.expected.audience, sasl.oauthbearer.allow.unverified.audience"
    })
    void issuerAndAudienceAreNamedOrAnOverrideSaysThatTheyAreNot(String key, String override) {
        assertThat(refused(without(key))).contains(key + " = nothing").contains(override + "=true");

        Map<String, String> settings = without(key);
        settings.put(override, "true");
        assertThat(read(settings).provider()).isPresent();
        assertThat(warnings(settings)).anyMatch(line -> line.startsWith(override + "=true. Insecure. "));
    }

    /** OAU-21, attack 106, CVE-2025-27817. */
    @Test
    void onlyAddressesThatTheProcessWasGivenAreAsked() {
        System.clearProperty(AllowedPlaces.URLS);
        assertThat(refused(settings()))
                .isEqualTo("sasl.oauthbearer.jwks.endpoint.url = " + URL + " (expected: KAFKA_OPTS with"
                        + " -Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=" + URL
                        + "; no address is allowed that it does not name)");
        System.setProperty(AllowedPlaces.URLS, URL + "/");
        assertThat(refused(settings())).contains("KAFKA_OPTS");
    }

    @Test
    void filesAreAllowedByTheirPaths() {
        Map<String, String> settings = with("sasl.oauthbearer.jwks.endpoint.url", "file:///etc/keys.json");
        assertThat(refused(settings))
                .contains("KAFKA_OPTS with -Dorg.apache.kafka.sasl.oauthbearer.allowed.files=/etc/keys.json");

        System.setProperty(AllowedPlaces.FILES, "/etc/keys.json");
        assertThat(read(settings).provider().orElseThrow().keys()).isEqualTo(URI.create("file:///etc/keys.json"));
        settings.put("sasl.oauthbearer.jwks.endpoint.url", "file:///etc/hostname");
        assertThat(refused(settings)).contains("allowed.files=/etc/hostname");
    }

    @Test
    void withoutTlsNobodyIsAskedForKeys() {
        String url = "http://id.example/keys";
        System.setProperty(AllowedPlaces.URLS, url);
        Map<String, String> settings = with("sasl.oauthbearer.jwks.endpoint.url", url);
        assertThat(read(settings).provider()).as("in a laptop's settings").isPresent();

        settings.remove("allow.plaintext.listeners");
        assertThat(refused(settings)).contains("https; without TLS whoever is on the way makes the keys");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id.example/keys",
                "ftp://id.example/keys",
                "https:///keys",
                "https://user:secret@id.example/keys",
                "https://id.example/keys#x",
                "HTTPS://id.example/keys",
                "file://host/etc/keys",
                "file:keys.json",
                "jar:file:///x.jar!/keys",
                "https://id.example/ke ys",
                "/etc/keys.json"
            })
    void whatIsNoAddressIsRefused(String url) {
        System.setProperty(AllowedPlaces.URLS, url);

        assertThat(refused(with("sasl.oauthbearer.jwks.endpoint.url", url)))
                .contains("(expected: https://HOST[:PORT]/PATH or file:///PATH)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sasl.oauthbearer.clock.skew.seconds|-1",
                "sasl.oauthbearer.clock.skew.seconds|3600",
                "sasl.oauthbearer.jwks.endpoint.refresh.ms|0",
                "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms|-1",
                "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms|x",
                "sasl.oauthbearer.jwks.stale.max.ms|9223372036854775807",
                "sasl.oauthbearer.allowed.algorithms|none",
                "sasl.oauthbearer.allowed.algorithms|RS256,HS256",
                "sasl.oauthbearer.allowed.algorithms|RS256,RS256",
                "sasl.oauthbearer.allowed.algorithms|''",
                "sasl.oauthbearer.required.claims|tenant",
                "sasl.oauthbearer.required.claims|=x",
                "sasl.oauthbearer.required.claims|a=1,a=2"
            })
    void badValuesAreNamed(String key, String value) {
        assertThat(refused(with(key, value))).contains(key + " = " + value);
    }

    /** JAA-04: an option that nobody reads would be believed to do something; its value is never shown. */
    @Test
    void theLoginModulesLineIsReadStrictly() {
        String key = OWN + "sasl.jaas.config";
        assertThat(refused(with(key, MODULE + "hunter=\"hunter2\";")))
                .contains(key + " = [hidden]")
                .contains("no option hunter")
                .doesNotContain("hunter2");
        assertThat(refused(with(key, "com.example.Module required x=\"hunter2\";")))
                .contains("the login module " + PACKAGE + "OAuthBearerLoginModule")
                .doesNotContain("hunter2");
        assertThat(warnings(with(key, MODULE + "clientId=\"a\" clientSecret=\"hunter2\";")))
                .anyMatch(line -> line.contains("clientSecret") && line.contains("is for clients"))
                .noneMatch(line -> line.contains("hunter2"));
    }

    /** Attack 106: nor can whoever may alter settings while the broker runs. */
    @Test
    void noneOfItChangesWhileTheBrokerRuns() {
        List<ListenerConfig> listeners = BrokerConfig.parse(settings(), Map.of())
                .fold(legal -> legal.config().listeners(), refused -> List.of());
        DynamicKeys keys = new DynamicKeys(listeners);

        for (String name : List.of(
                "sasl.oauthbearer.jwks.endpoint.url",
                "sasl.oauthbearer.token.endpoint.url",
                OWN + "sasl.oauthbearer.jwks.endpoint.url",
                "allow.unsecured.tokens")) {
            assertThat(keys.refusal(List.of(name), false)).as(name).isPresent();
        }
    }
}
