package io.gatehouse.broker.api.security;

import static io.gatehouse.broker.api.security.Requests.clusterRule;
import static io.gatehouse.broker.api.security.Requests.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaEntity.Part;
import io.gatehouse.quotas.QuotaKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.EntityData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.EntryData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.OpData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData.ComponentData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaHandlersTest {
    private static final byte EXACT = 0;
    private static final byte DEFAULT = 1;
    private static final byte SPECIFIED = 2;

    private final AclEngine engine = Requests.engine();
    private final FakeQuotaStore store = new FakeQuotaStore();
    private final DescribeClientQuotasHandler describe = new DescribeClientQuotasHandler(store);
    private final AlterClientQuotasHandler alter = new AlterClientQuotasHandler(store, new AuditTrail());

    @BeforeEach
    void letSomeIn() {
        engine.replace(new AclSnapshot(List.of(
                clusterRule("looker", Operation.DESCRIBE_CONFIGS), clusterRule("keeper", Operation.ALTER_CONFIGS))));
    }

    private static EntityData part(String type, @Nullable String name) {
        return new EntityData().setEntityType(type).setEntityName(name);
    }

    private static OpData set(String key, double value) {
        return new OpData().setKey(key).setValue(value);
    }

    private static EntryData entry(List<EntityData> entity, OpData... ops) {
        return new EntryData().setEntity(entity).setOps(List.of(ops));
    }

    private AlterClientQuotasResponseData altered(String user, EntryData... entries) {
        return send(alter, engine, user, new AlterClientQuotasRequestData().setEntries(List.of(entries)));
    }

    private short error(EntryData entry) {
        return altered("admin", entry).entries().get(0).errorCode();
    }

    private DescribeClientQuotasResponseData described(boolean strict, ComponentData... components) {
        return send(
                describe,
                engine,
                "admin",
                new DescribeClientQuotasRequestData().setStrict(strict).setComponents(Arrays.asList(components)));
    }

    private static ComponentData component(String type, byte match, @Nullable String name) {
        return new ComponentData().setEntityType(type).setMatchType(match).setMatch(name);
    }

    @ParameterizedTest
    @CsvSource({"alice, 31", "looker, 31", "keeper, 0", "admin, 0"})
    void limitsAreSetByThoseWhoMayAlterConfigsOfTheCluster(String user, short error) { // ACL-59, attack 158
        EntryData entry = entry(List.of(part("user", "bob")), set("producer_byte_rate", 1024));

        AlterClientQuotasResponseData answer = altered(user, entry);

        assertThat(answer.entries().get(0).errorCode()).isEqualTo(error);
        assertThat(store.all().isEmpty()).isEqualTo(error != 0);
    }

    @ParameterizedTest
    @CsvSource({"alice, 31", "looker, 0", "keeper, 0", "admin, 0"})
    void limitsAreListedForThoseWhoMayDescribeConfigsOfTheCluster(String user, short error) { // ACL-58, attack 142
        DescribeClientQuotasResponseData answer = send(describe, engine, user, new DescribeClientQuotasRequestData());

        assertThat(answer.errorCode()).isEqualTo(error);
        assertThat(answer.entries() == null).isEqualTo(error != 0); // QAP-03
    }

    @Test
    void onlyTheNamedKeysChange() { // QAP-05, QAP-07
        altered(
                "admin",
                entry(List.of(part("user", "bob")), set("producer_byte_rate", 1024), set("request_percentage", 12.5)));

        AlterClientQuotasResponseData answer = altered(
                "admin",
                entry(
                        List.of(part("user", "bob")),
                        new OpData().setKey("producer_byte_rate").setRemove(true),
                        new OpData().setKey("consumer_byte_rate").setRemove(true)));

        assertThat(answer.entries().get(0).errorCode()).isEqualTo(ErrorCode.NONE.code());
        QuotaEntity bob = new QuotaEntity(Optional.of(Part.named("bob")), Optional.empty(), Optional.empty());
        assertThat(store.all().get(bob)).isEqualTo(Map.of(QuotaKey.REQUEST_PERCENTAGE, 12.5));
    }

    @Test
    void whatIsOnlyValidatedIsNotStored() { // QAP-06
        AlterClientQuotasResponseData answer = send(
                alter,
                engine,
                "admin",
                new AlterClientQuotasRequestData()
                        .setValidateOnly(true)
                        .setEntries(List.of(
                                entry(List.of(part("user", "bob")), set("producer_byte_rate", 1024)),
                                entry(List.of(part("user", "eve")), set("producer_byte_rate", 0)))));

        assertThat(answer.entries())
                .extracting(AlterClientQuotasResponseData.EntryData::errorCode)
                .containsExactly(ErrorCode.NONE.code(), ErrorCode.INVALID_REQUEST.code());
        assertThat(store.all()).isEmpty();
    }

    @Test
    void anEntityThatIsNoneIsRefused() { // QAP-02, QAP-05, QIP-07
        OpData rate = set("producer_byte_rate", 1024);
        List<EntryData> bad = List.of(
                entry(List.of(), rate),
                entry(List.of(part("user", "")), rate),
                entry(List.of(part("", "x")), rate),
                entry(List.of(part("group", "x")), rate),
                entry(List.of(part("user", "a"), part("user", "b")), rate),
                entry(List.of(part("user", "a"), part("ip", "10.0.0.1")), rate),
                entry(List.of(part("ip", "nohost.invalid")), set("connection_creation_rate", 5)));

        assertThat(bad).allSatisfy(entry -> assertThat(error(entry)).isEqualTo(ErrorCode.INVALID_REQUEST.code()));
        assertThat(store.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "user, producer_byte_rate, 1, 0",
        "user, producer_byte_rate, 0, 42",
        "user, producer_byte_rate, -5, 42",
        "user, producer_byte_rate, 10.5, 42",
        "user, producer_byte_rate, 10.0000001, 0",
        "user, producer_byte_rate, NaN, 42",
        "user, consumer_byte_rate, Infinity, 42",
        "user, request_percentage, 0, 42",
        "user, request_percentage, 0.5, 0",
        "user, request_percentage, Infinity, 42",
        "client-id, controller_mutation_rate, 2.5, 0",
        "user, connection_creation_rate, 5, 42",
        "user, SCRAM-SHA-256, 5, 42",
        "user, no_such_rate, 5, 42",
        "ip, connection_creation_rate, 5, 0",
        "ip, connection_creation_rate, 3000000000, 42",
        "ip, producer_byte_rate, 5, 42"
    })
    void aLimitHasAKeyOfItsEntityAndASensibleValue(
            String type, String key, double value, short error) { // QAP-05, QTZ-13
        String name = type.equals("ip") ? "10.0.0.1" : "bob";

        assertThat(error(entry(List.of(part(type, name)), set(key, value)))).isEqualTo(error);
    }

    @Test
    void eachEntityIsAnsweredByItselfAndOnce() { // QAP-05
        EntryData bob = entry(List.of(part("user", "bob")), set("producer_byte_rate", 1024));

        AlterClientQuotasResponseData answer =
                altered("admin", entry(List.of(part("user", "eve")), set("nothing", 1)), bob, bob.duplicate());

        assertThat(answer.entries())
                .extracting(AlterClientQuotasResponseData.EntryData::errorCode)
                .containsExactly((short) 42, (short) 0, (short) 42);
        assertThat(answer.entries().get(1).entity())
                .extracting(AlterClientQuotasResponseData.EntityData::entityName)
                .containsExactly("bob");
        assertThat(store.all()).hasSize(1);
    }

    @Test
    void aStoreThatFailsIsNoSuccess() {
        store.broken = true;

        assertThat(error(entry(List.of(part("user", "bob")), set("producer_byte_rate", 1024))))
                .isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR.code());
    }

    private void storeSome() {
        altered(
                "admin",
                entry(List.of(part("user", "alice")), set("producer_byte_rate", 1)),
                entry(List.of(part("user", null)), set("producer_byte_rate", 2)),
                entry(List.of(part("user", "alice"), part("client-id", "app")), set("producer_byte_rate", 3)),
                entry(List.of(part("client-id", "app")), set("producer_byte_rate", 4)),
                entry(List.of(part("ip", "10.0.0.1")), set("connection_creation_rate", 5)));
    }

    private static String values(DescribeClientQuotasResponseData answer) {
        return answer.entries().stream()
                .map(entry -> Long.toString(Math.round(entry.values().get(0).value())))
                .collect(Collectors.joining());
    }

    @Test
    void aFilterFindsEntitiesThatHaveWhatItNamesInOneOrder() { // QAP-01, QAP-04, PEERS C7
        storeSome();

        assertThat(values(described(false))).isEqualTo("54213");
        assertThat(values(described(true))).isEmpty();
        assertThat(values(described(false, component("user", EXACT, "alice")))).isEqualTo("13");
        assertThat(values(described(true, component("user", EXACT, "alice")))).isEqualTo("1");
        assertThat(values(described(true, component("user", DEFAULT, null)))).isEqualTo("2");
        assertThat(values(described(true, component("user", SPECIFIED, null)))).isEqualTo("21");
        assertThat(values(described(false, component("client-id", SPECIFIED, null))))
                .isEqualTo("43");
        assertThat(values(described(true, component("user", SPECIFIED, null), component("client-id", EXACT, "app"))))
                .isEqualTo("3");
        assertThat(values(described(true, component("ip", SPECIFIED, null)))).isEqualTo("5");
    }

    @Test
    void theDefaultHasNoName() { // QAP-03
        storeSome();

        DescribeClientQuotasResponseData answer = described(true, component("user", DEFAULT, null));

        assertThat(answer.entries().get(0).entity().get(0).entityName()).isNull();
        assertThat(answer.entries().get(0).values().get(0).key()).isEqualTo("producer_byte_rate");
    }

    @Test
    void entitiesWithoutLimitsAreLeftOut() { // QAP-03
        altered(
                "admin",
                entry(
                        List.of(part("user", "bob")),
                        new OpData().setKey("producer_byte_rate").setRemove(true)));

        assertThat(described(false).entries()).isEmpty();
    }

    @Test
    void aFilterThatContradictsItselfIsRefused() { // QAP-02
        short invalid = ErrorCode.INVALID_REQUEST.code();

        assertThat(described(false, component("group", SPECIFIED, null)).errorCode())
                .isEqualTo(ErrorCode.UNSUPPORTED_VERSION.code());
        assertThat(described(false, component("", SPECIFIED, null)).errorCode()).isEqualTo(invalid);
        assertThat(described(false, component("user", EXACT, null)).errorCode()).isEqualTo(invalid);
        assertThat(described(false, component("user", DEFAULT, "x")).errorCode())
                .isEqualTo(invalid);
        assertThat(described(false, component("user", (byte) 9, null)).errorCode())
                .isEqualTo(invalid);
        assertThat(described(false, component("user", SPECIFIED, null), component("user", DEFAULT, null))
                        .errorCode())
                .isEqualTo(invalid);
        assertThat(described(false, component("user", SPECIFIED, null), component("ip", SPECIFIED, null))
                        .errorCode())
                .isEqualTo(invalid);
    }
}
