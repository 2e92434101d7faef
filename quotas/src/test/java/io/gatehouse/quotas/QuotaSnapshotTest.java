package io.gatehouse.quotas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.quotas.QuotaEntity.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuotaSnapshotTest {
    /** The levels of CONFORMANCE QTZ-02, first found wins. */
    private static final List<QuotaEntity> LEVELS = List.of(
            Entities.userClient("alice", "app"),
            Entities.of(Part.named("alice"), Part.DEFAULT),
            Entities.user("alice"),
            Entities.of(Part.DEFAULT, Part.named("app")),
            Entities.of(Part.DEFAULT, Part.DEFAULT),
            Entities.defaultUser(),
            Entities.client("app"),
            Entities.defaultClient());

    @Test
    void theFirstOfEightLevelsThatSaysSomethingWins() { // CONFORMANCE QTZ-02, attack 165
        for (int first = 0; first < LEVELS.size(); first++) {
            Map<QuotaEntity, Map<QuotaKey, Double>> limits = new HashMap<>();
            for (int level = first; level < LEVELS.size(); level++) {
                limits.put(LEVELS.get(level), Map.of(QuotaKey.PRODUCER_BYTE_RATE, 100.0 + level));
            }

            QuotaSnapshot snapshot = new QuotaSnapshot(limits);

            assertThat(snapshot.limit(QuotaKey.PRODUCER_BYTE_RATE, "alice", "app"))
                    .as("from level %d on", first + 1)
                    .hasValue(100.0 + first);
        }
    }

    @Test
    void eachKindOfLimitIsLookedUpByItself() { // CONFORMANCE QTZ-03
        QuotaSnapshot snapshot = new QuotaSnapshot(Map.of(
                Entities.user("alice"), Map.of(QuotaKey.PRODUCER_BYTE_RATE, 1.0),
                Entities.client("app"), Map.of(QuotaKey.REQUEST_PERCENTAGE, 2.0)));

        assertThat(snapshot.limit(QuotaKey.PRODUCER_BYTE_RATE, "alice", "app")).hasValue(1.0);
        assertThat(snapshot.limit(QuotaKey.REQUEST_PERCENTAGE, "alice", "app")).hasValue(2.0);
        assertThat(snapshot.limit(QuotaKey.CONSUMER_BYTE_RATE, "alice", "app")).isEmpty();
    }

    @Test
    void aLimitOfSomebodyElseBindsNobody() {
        QuotaSnapshot snapshot = new QuotaSnapshot(
                Map.of(Entities.userClient("alice", "app"), Map.of(QuotaKey.PRODUCER_BYTE_RATE, 1.0)));

        assertThat(snapshot.limit(QuotaKey.PRODUCER_BYTE_RATE, "alice", "other"))
                .isEmpty();
        assertThat(snapshot.limit(QuotaKey.PRODUCER_BYTE_RATE, "bob", "app")).isEmpty();
    }

    @Test
    void anAddressHasItsOwnLimitOrThatOfAll() { // CONFORMANCE QIP-06
        QuotaKey key = QuotaKey.CONNECTION_CREATION_RATE;
        QuotaSnapshot snapshot = new QuotaSnapshot(Map.of(
                Entities.ip(Part.named("10.0.0.1")), Map.of(key, 1.0), Entities.ip(Part.DEFAULT), Map.of(key, 2.0)));

        assertThat(snapshot.addressLimit(key, "10.0.0.1")).hasValue(1.0);
        assertThat(snapshot.addressLimit(key, "10.0.0.2")).hasValue(2.0);
        assertThat(QuotaSnapshot.EMPTY.addressLimit(key, "10.0.0.2")).isEmpty();
    }

    @Test
    void anEntityIsAUserAClientBothOrAnAddress() { // CONFORMANCE QAP-02
        Optional<Part> some = Optional.of(Part.DEFAULT);

        assertThatThrownBy(() -> new QuotaEntity(some, Optional.empty(), some))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new QuotaEntity(Optional.empty(), Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
