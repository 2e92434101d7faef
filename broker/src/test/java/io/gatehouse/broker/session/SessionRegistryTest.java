package io.gatehouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

final class SessionRegistryTest {
    private final SessionRegistry registry = new SessionRegistry();
    private final List<String> closed = new ArrayList<>();

    @Test
    void endingAPrincipalClosesItsConnectionsOnly() {
        add("1", "alice", 3);
        add("2", "bob", 2);
        add("3", "alice", 1);

        int ended = registry.end(VerifiedPrincipal.user("alice"));

        assertThat(ended).isEqualTo(2);
        assertThat(closed).containsExactlyInAnyOrder("1", "3");
    }

    @Test
    void theListBeginsWithTheLongestConnected() {
        add("1", "alice", 3);
        add("2", "bob", 2);

        assertThat(registry.list()).extracting(Session::id).containsExactly("2", "1");
    }

    @Test
    void aClosedConnectionIsGone() {
        Session session = add("1", "alice", 1);

        registry.remove(session);
        registry.remove(session);

        assertThat(registry.list()).isEmpty();
        assertThat(registry.end(VerifiedPrincipal.user("alice"))).isZero();
    }

    @Test
    void anIdIsTakenOnce() {
        add("1", "alice", 1);

        assertThatThrownBy(() -> add("1", "bob", 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ofAThousandSessionsThoseEndWhoseCredentialIsGoneAndNoOthers() {
        AtomicBoolean alice = new AtomicBoolean(true);
        for (int i = 0; i < 1000; i++) {
            add("alice-" + i, "alice", i, alice::get);
            add("bob-" + i, "bob", i, () -> true);
        }
        assertThat(registry.endUnproven()).isEmpty();

        alice.set(false);
        List<Session> ended = registry.endUnproven();

        assertThat(ended)
                .hasSize(1000)
                .allMatch(session -> session.principal().name().equals("alice"));
        assertThat(closed).hasSize(1000).allMatch(id -> id.startsWith("alice-"));
    }

    private Session add(String id, String user, long second) {
        return add(id, user, second, () -> true);
    }

    private Session add(String id, String user, long second, BooleanSupplier proof) {
        Session session = new Session(
                id,
                VerifiedPrincipal.user(user),
                "SCRAM-SHA-512",
                "CLIENTS",
                "10.0.0.7",
                Instant.ofEpochSecond(second),
                Optional.empty());
        registry.add(session, () -> closed.add(id), proof);
        return session;
    }
}
