package io.gatehouse.broker.controller.znode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.controller.znode.TopicAssignment.Replicas;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes as Kafka 3.9 writes them (COMPAT C3 to C6, H3.6: what is a number and what is a string). */
final class ZnodeGoldenTest {
    private static final BrokerId ONE = new BrokerId(1);
    private static final TopicId ID = new TopicId(new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L));
    private static final Instant AT = Instant.ofEpochMilli(1_729_500_000_000L);

    @Test
    void theClusterIdHasItsVersionAsAString() {
        assertThat(text(ClusterIdZnode.encode("b9pP3cDxQ9O0mQqmYHvr5A"))).isEqualTo(golden("cluster-id.json"));
        assertThat(ClusterIdZnode.decode(bytes("cluster-id.json"))).isEqualTo("b9pP3cDxQ9O0mQqmYHvr5A");
    }

    @Test
    void theControllerHasItsTimestampAsAString() {
        assertThat(text(ControllerZnode.encode(1, AT))).isEqualTo(golden("controller.json"));
        assertThat(ControllerZnode.decode(bytes("controller.json"))).isEqualTo(new ControllerZnode.Holder(1, false));
    }

    @Test
    void aKraftControllerIsRecognised() {
        byte[] kraft = golden("controller.json").replace(":-1}", ":3}").getBytes(UTF_8);

        assertThat(ControllerZnode.decode(kraft).kraft()).isTrue();
    }

    @Test
    void theControllerEpochIsNoJson() {
        assertThat(text(ControllerEpochZnode.encode(7))).isEqualTo(golden("controller-epoch.txt"));
        assertThat(ControllerEpochZnode.decode(bytes("controller-epoch.txt"))).isEqualTo(7);
    }

    @Test
    void aRegistrationNamesItsPlaintextEndpointTwice() {
        BrokerRegistration registration = new BrokerRegistration(
                new BrokerImage(
                        ONE,
                        List.of(
                                new BrokerEndpoint("PLAINTEXT", "b1", 9092, (short) 0),
                                new BrokerEndpoint("SSL", "b1", 9093, (short) 1)),
                        Optional.of("r1")),
                AT);

        assertThat(text(BrokerZnode.encode(registration))).isEqualTo(golden("broker.json"));
        assertThat(BrokerZnode.decode(ONE, bytes("broker.json"))).isEqualTo(registration);
    }

    @Test
    void aRegistrationWithoutPlaintextHasNoHostAndBracketsAroundIpv6() {
        BrokerRegistration registration = new BrokerRegistration(
                new BrokerImage(ONE, List.of(new BrokerEndpoint("CLIENTS", "::1", 9093, (short) 3)), Optional.empty()),
                AT);

        assertThat(text(BrokerZnode.encode(registration))).isEqualTo(golden("broker-secure.json"));
        assertThat(BrokerZnode.decode(ONE, bytes("broker-secure.json"))).isEqualTo(registration);
    }

    @Test
    void registrationsOfOldBrokersAreRead() {
        BrokerImage one = BrokerZnode.decode(ONE, utf8("{\"version\":1,\"host\":\"b1\",\"port\":9092}"))
                .broker();
        BrokerImage two = BrokerZnode.decode(ONE, utf8("{\"version\":2,\"endpoints\":[\"SSL://b1:9093\"]}"))
                .broker();

        assertThat(one.endpoints()).containsExactly(new BrokerEndpoint("PLAINTEXT", "b1", 9092, (short) 0));
        assertThat(two.endpoints()).containsExactly(new BrokerEndpoint("SSL", "b1", 9093, (short) 1));
    }

    @Test
    void onlyNumbersUnderTheParentAreBrokers() {
        assertThat(BrokerZnode.ids(List.of("1", "x", "-1", "99999999999", "2"))).containsExactly(ONE, new BrokerId(2));
    }

    @Test
    void aTopicKeepsTheOrderOfItsReplicas() {
        TopicAssignment topic = new TopicAssignment(
                Optional.of(ID), Map.of(0, Replicas.of(List.of(1, 2, 3)), 1, Replicas.of(List.of(2, 3, 1))));

        assertThat(text(TopicZnode.encode(topic))).isEqualTo(golden("topic.json"));
        assertThat(TopicZnode.decode(bytes("topic.json"))).isEqualTo(topic);
    }

    @Test
    void aReassignmentIsListedForItsPartitionsOnly() {
        TopicAssignment topic =
                new TopicAssignment(Optional.of(ID), Map.of(0, new Replicas(List.of(4, 1, 2), List.of(4), List.of(2))));

        assertThat(text(TopicZnode.encode(topic))).isEqualTo(golden("topic-reassigning.json"));
        assertThat(TopicZnode.decode(bytes("topic-reassigning.json"))).isEqualTo(topic);
    }

    @Test
    void aTopicWithoutIdIsVersionTwoAndVersionOneIsRead() {
        TopicAssignment topic = new TopicAssignment(Optional.empty(), Map.of(0, Replicas.of(List.of(1))));

        assertThat(text(TopicZnode.encode(topic))).isEqualTo(golden("topic-without-id.json"));
        assertThat(TopicZnode.decode(utf8("{\"version\":1,\"partitions\":{\"0\":[1]}}")))
                .isEqualTo(topic);
    }

    @Test
    void aPartitionStateNamesARecoveringLeaderOnlyIfThereIsOne() {
        LeaderState sound = new LeaderState(1, 4, List.of(1, 2), 7, false);
        LeaderState recovering = new LeaderState(-1, 5, List.of(2), 7, true);

        assertThat(text(PartitionStateZnode.encode(sound))).isEqualTo(golden("partition-state.json"));
        assertThat(text(PartitionStateZnode.encode(recovering))).isEqualTo(golden("partition-state-recovering.json"));
        assertThat(PartitionStateZnode.decode(bytes("partition-state.json"))).isEqualTo(sound);
        assertThat(PartitionStateZnode.decode(bytes("partition-state-recovering.json")))
                .isEqualTo(recovering);
    }

    @Test
    void topicConfigsAreStrings() {
        Map<String, String> overrides = Map.of("segment.bytes", "104857600", "cleanup.policy", "compact");

        assertThat(text(TopicConfigZnode.encode(overrides))).isEqualTo(golden("topic-config.json"));
        assertThat(TopicConfigZnode.decode(bytes("topic-config.json"))).isEqualTo(overrides);
    }

    @Test
    void aNoticeNamesAnEntityAndOldNoticesAreRead() {
        TopicName orders = new TopicName("orders");

        assertThat(text(ConfigChangeZnode.encode(orders))).isEqualTo(golden("config-change.json"));
        assertThat(ConfigChangeZnode.decode(bytes("config-change.json"))).contains(orders);
        assertThat(ConfigChangeZnode.decode(
                        utf8("{\"version\":1,\"entity_type\":\"topics\",\"entity_name\":\"orders\"}")))
                .contains(orders);
        assertThat(ConfigChangeZnode.decode(utf8("{\"version\":2,\"entity_path\":\"users/alice\"}")))
                .isEmpty();
        assertThat(ConfigChangeZnode.number("config_change_0000000042")).hasValue(42);
        assertThat(ConfigChangeZnode.number("other")).isEmpty();
    }

    /** Written by Apache Kafka 3.9.2's kafka-configs.sh --zookeeper. */
    @Test
    void brokerConfigsAreStringsToo() {
        Map<String, String> settings = BrokerConfigZnode.decode(bytes("broker-config.json"));

        assertThat(settings).containsOnlyKeys("listener.name.sasl_ssl.ssl.keystore.password");
        assertThat(text(BrokerConfigZnode.encode(settings))).isEqualTo(golden("broker-config.json"));
    }

    @Test
    void aNoticeNamesABrokerOrAll() {
        Optional<BrokerId> all = Optional.empty();

        assertThat(text(BrokerConfigZnode.notice(Optional.of(ONE))))
                .isEqualTo("{\"version\":2,\"entity_path\":\"brokers/1\"}");
        assertThat(text(BrokerConfigZnode.notice(all)))
                .isEqualTo("{\"version\":2,\"entity_path\":\"brokers/<default>\"}");
        assertThat(BrokerConfigZnode.path(all)).isEqualTo("/config/brokers/<default>");
        assertThat(BrokerConfigZnode.concerns(BrokerConfigZnode.notice(Optional.of(ONE)), ONE))
                .isTrue();
        assertThat(BrokerConfigZnode.concerns(BrokerConfigZnode.notice(all), ONE))
                .isTrue();
        assertThat(BrokerConfigZnode.concerns(BrokerConfigZnode.notice(Optional.of(new BrokerId(11))), ONE))
                .isFalse();
        assertThat(BrokerConfigZnode.concerns(bytes("config-change.json"), ONE)).isFalse();
        assertThat(ConfigChangeZnode.decode(BrokerConfigZnode.notice(all))).isEmpty();
    }

    @Test
    void featuresAreEnabledAndNone() {
        assertThat(text(FeatureZnode.encode())).isEqualTo(golden("feature.json"));
        assertThat(FeatureZnode.enabled(bytes("feature.json"))).isTrue();
    }

    private record Reader(String file, Consumer<byte[]> decode) {
        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Reader> readers() {
        return Stream.of(
                new Reader("cluster-id.json", ClusterIdZnode::decode),
                new Reader("controller.json", ControllerZnode::decode),
                new Reader("broker.json", bytes -> BrokerZnode.decode(ONE, bytes)),
                new Reader("topic-reassigning.json", TopicZnode::decode),
                new Reader("partition-state-recovering.json", PartitionStateZnode::decode),
                new Reader("topic-config.json", TopicConfigZnode::decode),
                new Reader("broker-config.json", BrokerConfigZnode::decode),
                new Reader("config-change.json", ConfigChangeZnode::decode),
                new Reader("config-change.json", bytes -> BrokerConfigZnode.concerns(bytes, ONE)),
                new Reader("feature.json", FeatureZnode::enabled));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aValueCutAnywhereIsCorrupt(Reader reader) {
        byte[] whole = bytes(reader.file());

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> reader.decode().accept(cut)).isInstanceOf(CorruptZnode.class);
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aValueWithAnyByteForgedIsReadOrCorrupt(Reader reader) {
        byte[] whole = bytes(reader.file());

        for (int at = 0; at < whole.length; at++) {
            for (char forged : new char[] {'"', '{', '[', '9', '-', ','}) {
                byte[] hostile = whole.clone();
                hostile[at] = (byte) forged;
                try {
                    reader.decode().accept(hostile);
                } catch (CorruptZnode expected) {
                    assertThat(expected).hasMessageContaining("expected");
                }
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static String golden(String name) {
        return text(bytes(name));
    }

    private static byte[] bytes(String name) {
        try (InputStream in = ZnodeGoldenTest.class.getResourceAsStream("/golden/znode/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
