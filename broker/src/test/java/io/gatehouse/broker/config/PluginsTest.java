package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.security.auth.AuthenticationContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.KafkaPrincipalBuilder;
import org.apache.kafka.common.security.auth.SecurityProviderCreator;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder;
import org.apache.kafka.common.security.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.apache.kafka.server.authorizer.Authorizer;
import org.junit.jupiter.api.Test;

/** Which classes are loaded because a setting names them (CONFORMANCE TLS-36, TLS-37, attack 287). */
final class PluginsTest {
    private static final String ENGINES = DefaultSslEngineFactory.class.getName();
    private static final String PROVIDERS = Creator.class.getName();

    /** As an operator who has written one. */
    public static final class Creator implements SecurityProviderCreator {
        @Override
        public Provider getProvider() {
            return new Provider("PluginsTest", "1", "for a test") {
                private static final long serialVersionUID = 1;
            };
        }
    }

    /** Cannot be made. */
    public static final class Broken implements SecurityProviderCreator {
        @Override
        public Provider getProvider() {
            throw new IllegalStateException("the card is not in the reader");
        }
    }

    private static Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "listeners", "PLAINTEXT://localhost:9092,OUTSIDE://localhost:9093",
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,OUTSIDE:SSL",
                "zookeeper.connect", "localhost:2181",
                "allow.plaintext.listeners", "true",
                "allow.unencrypted.zookeeper", "true",
                "allow.unsealed.metadata", "true",
                "allow.no.authorizer", "true",
                "listener.name.outside.ssl.engine.factory.class", ENGINES,
                "plugin.classes.allowed", ENGINES + "," + PROVIDERS));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static String refusal(String... more) {
        return BrokerConfig.parse(settings(more), Map.of())
                .fold(legal -> "started", refused -> refused.report().toString());
    }

    private static ConfigOutcome.Legal legal(String... more) {
        return BrokerConfig.parse(settings(more), Map.of()).fold(legal -> legal, refused -> {
            throw new AssertionError(refused.report());
        });
    }

    @Test
    void aListenersEnginesComeFromAClassThatIsAllowedWithItsOwnSettingsInFront() {
        ConfigOutcome.Legal legal = legal(
                "ssl.keystore.type", "JKS",
                "listener.name.outside.ssl.keystore.type", "PKCS12",
                "listener.name.outside.hsm.slot", "3");

        PluginClass<SslEngineFactory> engines =
                legal.config().listeners().get(1).engines().orElseThrow();
        assertThat(engines.type()).isEqualTo(DefaultSslEngineFactory.class);
        assertThat(engines.settings())
                .containsEntry("ssl.keystore.type", "PKCS12")
                .containsEntry("hsm.slot", "3");
        assertThat(engines.toString()).doesNotContain("PKCS12");
        assertThat(legal.report().warnings())
                .filteredOn(warning -> warning.contains("hsm.slot"))
                .singleElement()
                .asString()
                .contains("for a plug-in perhaps");
    }

    @Test
    void whatIsNotListedIsNotLoaded() {
        assertThat(refusal("plugin.classes.allowed", PROVIDERS))
                .isEqualTo("listener.name.outside.ssl.engine.factory.class = " + ENGINES
                        + " (expected: a class that is listed in plugin.classes.allowed; " + ENGINES + " is not)");
    }

    @Test
    void whatIsMissingOrSomethingElseIsSaid() {
        String key = "listener.name.outside.ssl.engine.factory.class";

        assertThat(refusal(key, "no.such.Engines", "plugin.classes.allowed", "no.such.Engines"))
                .contains("a class that is on the class path");
        assertThat(refusal(key, PROVIDERS)).contains("a class that implements").contains("SslEngineFactory");
    }

    @Test
    void nothingThatOnlySeemsToJudgeClientsStandsBesideThem() {
        assertThat(refusal("listener.name.outside.ssl.ocsp.enable", "true"))
                .contains("listener.name.outside.ssl.ocsp.enable = true (expected: no such line");
    }

    @Test
    void brokersAmongThemselvesUseOurs() {
        assertThat(refusal("inter.broker.listener.name", "OUTSIDE"))
                .contains("ssl.engine.factory.class = " + ENGINES + " (expected: another listener than OUTSIDE");
    }

    @Test
    void providersAreRegisteredInFrontOfTheJvmsInTheirOrder() {
        try {
            legal("security.providers", PROVIDERS);

            assertThat(Security.getProviders()[0].getName()).isEqualTo("PluginsTest");
        } finally {
            Security.removeProvider("PluginsTest");
        }
        assertThat(List.of(Security.getProviders()))
                .noneMatch(each -> each.getName().equals("PluginsTest"));
    }

    /** Kafka logs an error and goes on without; then what the operator relies on is missing without a word to him. */
    @Test
    void aProviderThatCannotBeMadeStopsTheStart() {
        String broken = Broken.class.getName();

        assertThat(refusal("security.providers", broken, "plugin.classes.allowed", ENGINES + "," + broken))
                .contains("the card is not in the reader");
        assertThat(refusal("security.providers", "no.such.Creator")).contains("plugin.classes.allowed");
    }

    private static final String HANDLER = OAuthBearerUnsecuredValidatorCallbackHandler.class.getName();
    private static final String BUILDER = DefaultKafkaPrincipalBuilder.class.getName();

    private static String[] sasl(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,OUTSIDE:SASL_PLAINTEXT",
                "listener.name.outside.sasl.enabled.mechanisms", "PLAIN,GSSAPI",
                "plugin.classes.allowed", ENGINES + "," + PROVIDERS + "," + HANDLER));
        settings.addAll(List.of(more));
        return settings.toArray(String[]::new);
    }

    /** CONFORMANCE JAA-14. */
    @Test
    void clientsAreJudgedByAClassThatIsAllowedForOneMechanismOfOneListener() {
        String key = "listener.name.outside.plain.sasl.server.callback.handler.class";
        ConfigOutcome.Legal legal = legal(sasl(
                "listener.name.outside.sasl.enabled.mechanisms",
                "PLAIN,SCRAM-SHA-512",
                "listener.name.outside.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required directory=\"x\";",
                key,
                HANDLER));

        Map<String, CallbackHandlerClass> handlers =
                legal.config().listeners().get(1).sasl().handlers();
        assertThat(handlers).hasSize(1).hasEntrySatisfying("PLAIN", handler -> {
            assertThat(handler.login()).contains(Map.of("directory", "x"));
            assertThat(handler.toString()).isEqualTo(HANDLER);
        });
        assertThat(refusal(sasl(key, "com.example.Handler")))
                .contains("plugin.classes.allowed; com.example.Handler is not");
        assertThat(refusal(sasl(key, PROVIDERS)))
                .contains("a class that implements")
                .contains("CallbackHandler");
        assertThat(refusal(sasl("listener.name.outside.gssapi.sasl.server.callback.handler.class", HANDLER)))
                .contains("nobody but the KDC judges tickets");
    }

    @Test
    void aHandlerThatIsNoMechanismsIsWarnedOf() {
        assertThat(legal("sasl.server.callback.handler.class", HANDLER).report().warnings())
                .anyMatch(warning -> warning.startsWith("sasl.server.callback.handler.class has no effect"));
    }

    /** CONFORMANCE PMR-11. */
    @Test
    void principalsAreMadeByAClassThatIsAllowed() {
        String key = "listener.name.outside.principal.builder.class";
        String allowed = ENGINES + "," + PROVIDERS + "," + Builder.class.getName();

        assertThat(legal(key, BUILDER).config().listeners().get(1).principals())
                .as("Kafka's own does what we do")
                .isEmpty();
        assertThat(legal(key, Builder.class.getName(), "plugin.classes.allowed", allowed)
                        .config()
                        .listeners()
                        .get(1)
                        .principals())
                .map(PluginClass::toString)
                .contains(Builder.class.getName());
        assertThat(refusal(key, Builder.class.getName())).contains("plugin.classes.allowed");
        assertThat(refusal("principal.builder.class", Builder.class.getName(), "plugin.classes.allowed", allowed))
                .contains("another listener than PLAINTEXT");
    }

    /** CONFORMANCE SPI-01, AZN-01. */
    @Test
    void anAuthorizerIsAClassThatIsAllowed() {
        String key = "authorizer.class.name";
        String allowed = ENGINES + "," + PROVIDERS + "," + Decider.class.getName();

        assertThat(legal(key, Decider.class.getName(), "plugin.classes.allowed", allowed)
                        .config()
                        .access())
                .satisfies(access -> {
                    assertThat(access.authorizer()).isTrue();
                    assertThat(access.other()).hasValueSatisfying(other -> {
                        assertThat(other).hasToString(Decider.class.getName());
                        assertThat(other.settings()).containsEntry(key, Decider.class.getName());
                    });
                });
        assertThat(legal(key, "kafka.security.authorizer.AclAuthorizer")
                        .config()
                        .access()
                        .other())
                .isEmpty();
        assertThat(refusal(key, Decider.class.getName()))
                .contains("AclAuthorizer")
                .contains("plugin.classes.allowed");
        assertThat(refusal(key, PROVIDERS)).contains("a class that implements").contains("Authorizer");
        assertThat(refusal(key, "org.apache.kafka.metadata.authorizer.StandardAuthorizer"))
                .contains("KRaft");
    }

    @Test
    void anotherAuthorizerHasNoShadow() {
        assertThat(refusal(
                        "authorizer.class.name",
                        Decider.class.getName(),
                        "plugin.classes.allowed",
                        ENGINES + "," + PROVIDERS + "," + Decider.class.getName(),
                        "authorizer.mode",
                        "shadow",
                        "authorizer.shadow.principals",
                        "User:alice"))
                .contains("authorizer.mode = shadow (expected: enforce");
    }

    /** As an operator who has written one. */
    public abstract static class Decider implements Authorizer {}

    /** As an operator who has written one. */
    public static final class Builder implements KafkaPrincipalBuilder {
        @Override
        public KafkaPrincipal build(AuthenticationContext context) {
            return KafkaPrincipal.ANONYMOUS;
        }

        @Override
        public byte[] serialize(KafkaPrincipal principal) {
            return new byte[0];
        }

        @Override
        public KafkaPrincipal deserialize(byte[] bytes) {
            return KafkaPrincipal.ANONYMOUS;
        }
    }
}
