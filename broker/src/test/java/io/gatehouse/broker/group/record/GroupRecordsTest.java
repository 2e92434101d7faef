package io.gatehouse.broker.group.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.wire.KeyValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge is Kafka's own coordinator: see golden/group/README.md (COMPAT E1.5, E1.6, E1.8, E1.9). */
final class GroupRecordsTest {
    private static final Instant THEN = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final GroupId GROUP = new GroupId("readers");
    private static final OffsetKey KEY = new OffsetKey(GROUP, new TopicPartition(new TopicName("orders"), 7));

    private static OffsetValue offset(int leaderEpoch, Optional<Instant> expiry) {
        return new OffsetValue(1_234_567_890_123L, leaderEpoch, "note \u00e9", THEN, expiry);
    }

    private static GroupValue group(boolean instance, boolean since, Duration rebalance) {
        MemberValue member = new MemberValue(
                "c-1",
                instance ? Optional.of("i-1") : Optional.empty(),
                "c",
                "/10.0.0.7",
                rebalance,
                Duration.ofSeconds(45),
                Blob.of(new byte[] {1, 2, 3}),
                Blob.of(new byte[] {4, 5}));
        return new GroupValue(
                "consumer",
                3,
                Optional.of("range"),
                Optional.of("c-1"),
                since ? Optional.of(THEN) : Optional.empty(),
                List.of(member));
    }

    @Test
    void offsetsAreWrittenAsKafkaWritesThem() {
        KeyValue plain = GroupRecords.encode(new Fact.OffsetCommitted(KEY, offset(5, Optional.empty())));
        KeyValue expiring = GroupRecords.encode(
                new Fact.OffsetCommitted(KEY, offset(5, Optional.of(THEN.plus(Duration.ofMinutes(10))))));

        assertThat(plain.key()).isEqualTo(golden("offset-key-v1"));
        assertThat(plain.value()).isEqualTo(golden("offset-value-v3"));
        assertThat(expiring.value()).isEqualTo(golden("offset-value-v1"));
    }

    @Test
    void groupsAreWrittenAsKafkaWritesThem() {
        KeyValue written = GroupRecords.encode(new Fact.GroupWritten(GROUP, group(true, true, Duration.ofMinutes(5))));

        assertThat(written.key()).isEqualTo(golden("group-key-v2"));
        assertThat(written.value()).isEqualTo(golden("group-value-v3"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void everyVersionOfOffsetsIsRead(int version) {
        Optional<Instant> expiry = version == 1 ? Optional.of(THEN.plus(Duration.ofMinutes(10))) : Optional.empty();

        Optional<Fact> fact =
                GroupRecords.decode(golden("offset-key-v1"), Optional.of(golden("offset-value-v" + version)));

        assertThat(fact).contains(new Fact.OffsetCommitted(KEY, offset(version >= 3 ? 5 : -1, expiry)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void everyVersionOfGroupsIsRead(int version) {
        GroupValue expected =
                group(version >= 3, version >= 2, version >= 1 ? Duration.ofMinutes(5) : Duration.ofSeconds(45));

        Optional<Fact> fact =
                GroupRecords.decode(golden("group-key-v2"), Optional.of(golden("group-value-v" + version)));

        assertThat(fact).contains(new Fact.GroupWritten(GROUP, expected));
    }

    @Test
    void tombstonesForgetOffsetAndGroup() {
        assertThat(GroupRecords.decode(golden("offset-key-v1"), Optional.empty()))
                .contains(new Fact.OffsetForgotten(KEY));
        assertThat(GroupRecords.decode(golden("group-key-v2"), Optional.empty()))
                .contains(new Fact.GroupForgotten(GROUP));
        assertThat(GroupRecords.encode(new Fact.GroupForgotten(GROUP)).value()).isNull();
    }

    @Test
    void keysOfTheOldestVersionAreReadAndKeysOfNewerProtocolsAreSkipped() {
        byte[] oldest = golden("offset-key-v1");
        oldest[1] = 0;
        byte[] newer = {0, 3, 0, 1, 'g'};

        assertThat(GroupRecords.decode(oldest, Optional.empty())).contains(new Fact.OffsetForgotten(KEY));
        assertThat(GroupRecords.decode(newer, Optional.of(new byte[] {9}))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "offset-value-v0", "offset-value-v1", "offset-value-v2", "offset-value-v3", "offset-value-v4",
                "group-value-v0", "group-value-v1", "group-value-v2", "group-value-v3", "group-value-v4"
            })
    void everyPrefixOfAValueIsCorrupt(String name) {
        byte[] key = golden(name.startsWith("offset") ? "offset-key-v1" : "group-key-v2");
        byte[] whole = golden(name);

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> GroupRecords.decode(key, Optional.of(cut)))
                    .as("cut at %d", length)
                    .isInstanceOf(CorruptRecord.class);
        }
        assertThatThrownBy(() -> GroupRecords.decode(key, Optional.of(Arrays.copyOf(whole, whole.length + 1))))
                .isInstanceOf(CorruptRecord.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"offset-key-v1", "group-key-v2"})
    void everyPrefixOfAKeyIsCorrupt(String name) {
        byte[] whole = golden(name);

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> GroupRecords.decode(cut, Optional.empty())).isInstanceOf(CorruptRecord.class);
        }
    }

    /** Each int of the value in turn claims -1 or 2^31-1: nothing is allocated for it (attack 29). */
    @ParameterizedTest
    @ValueSource(strings = {"offset-value-v3", "offset-value-v4", "group-value-v3", "group-value-v4"})
    void claimedLengthsAreComparedWithWhatIsThere(String name) {
        byte[] key = golden(name.startsWith("offset") ? "offset-key-v1" : "group-key-v2");
        byte[] whole = golden(name);

        for (int at = Short.BYTES; at + Integer.BYTES <= whole.length; at++) {
            for (int claim : new int[] {-1, 0, Integer.MAX_VALUE}) {
                byte[] hostile = whole.clone();
                ByteBuffer.wrap(hostile).putInt(at, claim);
                decodesOrIsCorrupt(key, hostile);
            }
        }
    }

    @Test
    void unknownValueVersionsAreCorrupt() {
        assertThatThrownBy(() -> GroupRecords.decode(golden("offset-key-v1"), Optional.of(new byte[] {0, 5, 0, 0})))
                .isInstanceOf(CorruptRecord.class)
                .hasMessageContaining("version 5");
    }

    @Test
    void aTextLongerThanTheFormatAllowsIsNotWritten() {
        Fact fact = new Fact.GroupForgotten(new GroupId("g".repeat(Short.MAX_VALUE + 1)));

        assertThatThrownBy(() -> GroupRecords.encode(fact)).isInstanceOf(OversizedRecord.class);
    }

    private static void decodesOrIsCorrupt(byte[] key, byte[] value) {
        try {
            assertThat(GroupRecords.decode(key, Optional.of(value))).isPresent();
        } catch (CorruptRecord expected) {
            assertThat(expected).hasMessageNotContaining("orders");
        }
    }

    private static byte[] golden(String name) {
        try (InputStream file = GroupRecordsTest.class.getResourceAsStream("/golden/group/" + name + ".hex")) {
            String hex = new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
            return HexFormat.of().parseHex(hex.trim());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
