package io.gatehouse.auth.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.identity.AddressRange;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BlockListTest {
    private static final VerifiedPrincipal ALICE = VerifiedPrincipal.user("alice");
    private static final VerifiedPrincipal ADMIN = VerifiedPrincipal.user("admin");
    private static final Instant NOW = Instant.ofEpochSecond(1_000);

    private final BlockList list = new BlockList(Set.of(ADMIN));

    private static Block block(String principal, String addresses, Optional<Instant> until) {
        return new Block(
                "id",
                Optional.of(principal).filter(text -> !text.isEmpty()).map(VerifiedPrincipal::user),
                AddressRange.parse(addresses),
                "",
                ADMIN,
                NOW,
                until);
    }

    @Test
    void aPrincipalIsKeptOutWhereverItComesFrom() {
        list.replace(List.of(block("alice", "", Optional.empty())));

        assertThat(list.of(ALICE, "10.0.0.7", NOW)).isPresent();
        assertThat(list.of(VerifiedPrincipal.user("bob"), "10.0.0.7", NOW)).isEmpty();
        assertThat(list.ofAddress("10.0.0.7", NOW)).isEmpty();
    }

    @Test
    void anAddressIsKeptOutBeforeAnybodyIsAskedWhoItIs() {
        list.replace(List.of(block("", "10.0.0.0/8", Optional.empty())));

        assertThat(list.ofAddress("10.0.0.7", NOW)).isPresent();
        assertThat(list.ofAddress("11.0.0.7", NOW)).isEmpty();
        assertThat(list.of(ALICE, "10.0.0.7", NOW)).isPresent();
    }

    @Test
    void aPrincipalFromSomewhereIsKeptOutFromThereAlone() {
        list.replace(List.of(block("alice", "10.0.0.7", Optional.empty())));

        assertThat(list.of(ALICE, "10.0.0.7", NOW)).isPresent();
        assertThat(list.of(ALICE, "10.0.0.8", NOW)).isEmpty();
        assertThat(list.of(VerifiedPrincipal.user("bob"), "10.0.0.7", NOW)).isEmpty();
        assertThat(list.ofAddress("10.0.0.7", NOW))
                .as("others come from there too")
                .isEmpty();
    }

    @Test
    void whatIsOverKeepsOutNobody() {
        list.replace(List.of(block("alice", "", Optional.of(NOW))));

        assertThat(list.of(ALICE, "10.0.0.7", NOW.minusMillis(1))).isPresent();
        assertThat(list.of(ALICE, "10.0.0.7", NOW)).isEmpty();
    }

    @Test
    void brokersAndSuperUsersGetInWhateverIsStored() {
        list.replace(List.of(block("admin", "", Optional.empty()), block("", "0.0.0.0/0", Optional.empty())));

        assertThat(list.of(ADMIN, "10.0.0.7", NOW)).isEmpty();
    }

    @Test
    void aBlockOfNobodyIsNone() {
        assertThatThrownBy(() -> block("", "", Optional.empty())).isInstanceOf(IllegalArgumentException.class);
    }
}
