package io.gatehouse.zk.znode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.quotas.QuotaEntity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes that Kafka writes, read and written back unchanged. */
class ZnodeFormatsTest {
    private static final ResourcePattern TOPIC = ResourcePattern.literal(ResourceType.TOPIC, "a.b c");
    private static final ResourcePattern PREFIX = ResourcePattern.prefixed(ResourceType.TRANSACTIONAL_ID, "Test-");

    @Test
    void accessRules() { // CONFORMANCE AZK-01, AZK-02, AZK-14
        String golden = "{\"version\":1,\"acls\":[{\"principal\":\"User:alice\",\"permissionType\":\"Allow\","
                + "\"operation\":\"Read\",\"host\":\"*\"}]}";
        AccessRule rule = new AccessRule(TOPIC, "User:alice", "*", Operation.READ, Permission.ALLOW);

        assertThat(AccessRulesZnode.decode(TOPIC, bytes(golden))).containsExactly(rule);
        assertThat(AccessRulesZnode.encode(List.of(rule))).asString(UTF_8).isEqualTo(golden);
        assertThat(AccessRulesZnode.path(TOPIC)).isEqualTo("/kafka-acl/Topic/a.b c");
        assertThat(AccessRulesZnode.path(PREFIX)).isEqualTo("/kafka-acl-extended/prefixed/TransactionalId/Test-");
    }

    @Test
    void upperCaseNamesInRulesAreReadToo() { // CONFORMANCE ENM-05
        String text = "{\"version\":1,\"acls\":[{\"principal\":\"User:a\",\"permissionType\":\"DENY\","
                + "\"operation\":\"CLUSTERACTION\",\"host\":\"h\"}]}";

        assertThat(AccessRulesZnode.decode(TOPIC, bytes(text)))
                .containsExactly(new AccessRule(TOPIC, "User:a", "h", Operation.CLUSTER_ACTION, Permission.DENY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "null",
                "{}",
                "{\"version\":2,\"acls\":[]}",
                "{\"version\":\"1\",\"acls\":[]}",
                "{\"version\":1}",
                "{\"version\":1,\"acls\":{}}",
                "{\"version\":1,\"acls\":[],\"canary\":1}",
                "{\"version\":1,\"acls\":[],\"acls\":[]}",
                "{\"version\":1,\"acls\":[]} canary",
                "{\"version\":1,\"acls\":[canary]}",
                "{\"version\":1e400,\"acls\":[]}",
                "{\"version\":NaN,\"acls\":[]}",
                "{\"version\":1,\"acls\":[[[[[[[[[[[[]]]]]]]]]]]]}",
                "{\"version\":1,\"acls\":[{\"principal\":\"canary\",\"permissionType\":\"Allow\",\"operation\":\"Read\",\"host\":\"*\"}]}",
                "{\"version\":1,\"acls\":[{\"principal\":\"User:a\",\"permissionType\":\"Canary\",\"operation\":\"Read\",\"host\":\"*\"}]}",
                "{\"version\":1,\"acls\":[{\"principal\":\"User:a\",\"permissionType\":\"Allow\",\"operation\":7,\"host\":\"*\"}]}"
            })
    void malformedRulesAreRefusedWithoutShowingThem(String text) { // attack 278
        assertThatThrownBy(() -> AccessRulesZnode.decode(TOPIC, bytes(text)))
                .isInstanceOf(MalformedZnode.class)
                .hasNoCause()
                .hasMessageNotContainingAny("canary", "Canary");
    }

    @Test
    void accessRuleNews() { // CONFORMANCE AZK-04, AZK-05
        String json = "{\"version\":1,\"resourceType\":\"TRANSACTIONAL_ID\",\"name\":\"Test-\","
                + "\"patternType\":\"PREFIXED\"}";

        assertThat(AclChangeZnode.encode(TOPIC)).asString(UTF_8).isEqualTo("TOPIC:a.b c");
        assertThat(AclChangeZnode.encode(PREFIX)).asString(UTF_8).isEqualTo(json);
        assertThat(AclChangeZnode.decode(PatternType.LITERAL, bytes("TOPIC:a.b c")))
                .isEqualTo(TOPIC);
        assertThat(AclChangeZnode.decode(PatternType.LITERAL, bytes("Topic:a.b c")))
                .isEqualTo(TOPIC);
        assertThat(AclChangeZnode.decode(PatternType.LITERAL, bytes("GROUP:x:y")))
                .isEqualTo(ResourcePattern.literal(ResourceType.GROUP, "x:y"));
        assertThat(AclChangeZnode.decode(PatternType.PREFIXED, bytes(json))).isEqualTo(PREFIX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "TOPIC", "TOPIC:", "FOO:x", "TOPIC:a/b"})
    void malformedRuleNewsAreRefused(String text) { // CONFORMANCE AZK-13
        assertThatThrownBy(() -> AclChangeZnode.decode(PatternType.LITERAL, bytes(text)))
                .isInstanceOf(MalformedZnode.class);
    }

    @Test
    void aHigherVersionOfPrefixedNewsIsRefused() { // CONFORMANCE AZK-05
        String text = "{\"version\":2,\"resourceType\":\"TOPIC\",\"name\":\"x\",\"patternType\":\"PREFIXED\"}";

        assertThatThrownBy(() -> AclChangeZnode.decode(PatternType.PREFIXED, bytes(text)))
                .isInstanceOf(MalformedZnode.class);
    }

    @Test
    void settings() { // COMPAT C6.1, CONFORMANCE QTZ-06
        String golden = "{\"version\":1,\"config\":{\"producer_byte_rate\":\"1024\",\"request_percentage\":\"200.0\"}}";
        Map<String, String> config = Map.of("producer_byte_rate", "1024", "request_percentage", "200.0");

        assertThat(EntityConfigZnode.decode(bytes(golden))).isEqualTo(config);
        assertThat(EntityConfigZnode.encode(config)).asString(UTF_8).isEqualTo(golden);
        assertThatThrownBy(() -> EntityConfigZnode.decode(bytes("{\"version\":1,\"config\":{\"a\":1}}")))
                .isInstanceOf(MalformedZnode.class);
    }

    @ParameterizedTest
    @CsvSource({
        "alice, users/alice",
        "'CN=a,O=b', users/CN%3Da%2CO%3Db",
        "x y, users/x%20y",
        "*, users/%2A",
        "<default>, users/%3Cdefault%3E",
        "a/../b, users/a%2F..%2Fb",
        "ü, users/%C3%BC"
    })
    void namesOfUsersAreEncoded(String name, String path) { // CONFORMANCE QTZ-07
        QuotaEntity user = entity(Optional.of(name), Optional.empty());

        assertThat(EntityConfigZnode.entityPath(user)).isEqualTo(path);
        assertThat(EntityConfigZnode.parse(path)).contains(user);
    }

    @Test
    void everyKindOfEntityHasItsPath() { // COMPAT C6.2
        QuotaEntity both = entity(Optional.of("a"), Optional.of("x/y"));
        QuotaEntity defaults = new QuotaEntity(
                Optional.of(QuotaEntity.Part.DEFAULT), Optional.of(QuotaEntity.Part.DEFAULT), Optional.empty());

        assertThat(EntityConfigZnode.path(both)).isEqualTo("/config/users/a/clients/x%2Fy");
        assertThat(EntityConfigZnode.path(defaults)).isEqualTo("/config/users/<default>/clients/<default>");
        assertThat(EntityConfigZnode.parse("users/<default>/clients/<default>")).contains(defaults);
        assertThat(EntityConfigZnode.parse("clients/c")).contains(entity(Optional.empty(), Optional.of("c")));
        assertThat(EntityConfigZnode.parse("ips/::1").flatMap(QuotaEntity::ip).flatMap(QuotaEntity.Part::name))
                .contains("::1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "users", "users/", "users/x y", "users/%2a", "users/%", "users/a/clients", "topics/t"})
    void otherPathsAreNoEntities(String path) {
        assertThat(EntityConfigZnode.parse(path)).isEmpty();
    }

    @Test
    void settingsNews() { // COMPAT C6.3, CONFORMANCE QTZ-09
        assertThat(ConfigChangeZnode.encode("users/alice"))
                .asString(UTF_8)
                .isEqualTo("{\"version\":2,\"entity_path\":\"users/alice\"}");
        assertThat(ConfigChangeZnode.decode(bytes("{\"version\":2,\"entity_path\":\"topics/t\"}")))
                .isEqualTo("topics/t");
        assertThat(ConfigChangeZnode.decode(bytes("{\"version\":1,\"entity_type\":\"topics\",\"entity_name\":\"t\"}")))
                .isEqualTo("topics/t");
        assertThatThrownBy(() -> ConfigChangeZnode.decode(bytes("plain"))).isInstanceOf(MalformedZnode.class);
    }

    private static QuotaEntity entity(Optional<String> user, Optional<String> client) {
        return new QuotaEntity(
                user.map(QuotaEntity.Part::named), client.map(QuotaEntity.Part::named), Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
