package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of access rules: bad values with their messages (habit 31); their defaults are in BrokerConfigTest. */
final class AccessReaderTest {
    private static final Map<String, String> OPEN = Map.of(
            "listeners", "PLAINTEXT://localhost:9092",
            "zookeeper.connect", "localhost:2181",
            "allow.plaintext.listeners", "true",
            "allow.unencrypted.zookeeper", "true",
            "allow.unsealed.metadata", "true",
            "allow.no.authorizer", "true");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "group.instance.id.bound.to.principal|maybe|true or false",
                "super.users|alice|Type:name, separated by semicolons, such as User:admin;User:bob",
                "super.users|User:ANONYMOUS|users who prove who they are; User:ANONYMOUS is everybody",
                "authorizer.mode|audit|enforce or shadow",
                "audit.allowed.operations|Alter,All|names of operations: Read, Write, Create, Delete, Alter, Describe,"
                        + " ClusterAction, DescribeConfigs, AlterConfigs, IdempotentWrite, CreateTokens, DescribeTokens",
                "ssl.principal.groups.attribute|O U|the short name of an attribute, such as OU, with"
                        + " ssl.principal.source=subject",
                "authorizer.groups.file|/no/such/file|a file that this broker may read",
                "honeytoken.users|User:decoy|names of users without User: before them, or ids of delegation tokens"
            })
    void aBadValueIsReportedWithWhatIsExpected(String key, String value, String expected) {
        assertThat(refused(with(key, value)).mistakes()).contains(new Mistake(key, value, expected));
    }

    @Test
    void whoIsSparedByShadowModeIsNamed() { // PEERS C9
        Map<String, String> settings = with("authorizer.mode", "shadow");
        assertThat(refused(settings).toString()).contains("authorizer.shadow.principals");

        settings.put("authorizer.shadow.principals", "User:CN=app,O=x; User:team-*");
        assertThat(legal(settings).access().shadow()).containsExactlyInAnyOrder("User:CN=app,O=x", "User:team-*");

        settings.put("authorizer.shadow.principals", "User:*");
        assertThat(refused(settings).toString()).contains("allow.open.access=true");
        settings.put("allow.open.access", "true");
        assertThat(legal(settings).access().shadow()).containsExactly("User:*");

        settings.put("authorizer.mode", "enforce");
        assertThat(refused(settings).toString()).contains("otherwise none");
    }

    @Test
    void thePlaceOfAStaticMemberMayBeItsPrincipals() {
        assertThat(legal(with("group.instance.id.bound.to.principal", "true"))
                        .groups()
                        .instancesBound())
                .isTrue();
    }

    @Test
    void honeytokensAreNamesThatNobodyNeeds() {
        assertThat(legal(with("honeytoken.users", "decoy, svc@REALM")).access().honeytokens())
                .containsExactlyInAnyOrder("decoy", "svc@REALM");
        Map<String, String> settings = with("honeytoken.users", "decoy,admin");
        settings.put("super.users", "User:admin");
        assertThat(refused(settings).toString())
                .contains("honeytoken.users = decoy,admin (expected: names that nobody uses; one of them is in");
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> settings = new LinkedHashMap<>(OPEN);
        settings.put(key, value);
        return settings;
    }

    private static BrokerConfig legal(Map<String, String> settings) {
        return BrokerConfig.parse(settings, Map.of()).fold(ConfigOutcome.Legal::config, refused -> {
            throw new AssertionError(refused.report());
        });
    }

    private static ConfigReport refused(Map<String, String> settings) {
        return BrokerConfig.parse(settings, Map.of())
                .fold(
                        legal -> {
                            throw new AssertionError("not refused");
                        },
                        ConfigOutcome.Refused::report);
    }
}
