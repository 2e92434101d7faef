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

        List<Session> ended = registry.end(VerifiedPrincipal.user("alice"));

        assertThat(ended).extracting(Session::id).containsExactlyInAnyOrder("1", "3");
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
        assertThat(registry.end(VerifiedPrincipal.user("alice"))).isEmpty();
    }

    @Test
    void aViewShowsWhatThePeerSaysOfItselfAndNoMoreThanThat() {
        PeerDetails peer = new PeerDetails();
        peer.clientId("x".repeat(1000));
        peer.software(new PeerDetails.ClientSoftware("librdkafka", "2.5.0"));
        peer.activity().request(10, 100);
        Session session = session("1", "alice", 100);
        registry.add(session, peer, () -> {}, () -> true);

        List<SessionView> views = registry.views(any -> true, 10, Instant.ofEpochSecond(100));

        assertThat(views).singleElement().satisfies(view -> {
            assertThat(view.session()).isEqualTo(session);
            assertThat(view.clientId()).hasSize(PeerDetails.CLIENT_ID_CHARS_MAX);
            assertThat(view.software()).contains(new PeerDetails.ClientSoftware("librdkafka", "2.5.0"));
            assertThat(view.tls()).isEmpty();
            assertThat(view.activity().requests()).isEqualTo(1);
        });
    }

    @Test
    void viewsAreBoundedAndBeginWithTheLongestConnected() {
        add("1", "alice", 3);
        add("2", "bob", 2);
        add("3", "alice", 1);

        List<SessionView> views =
                registry.views(session -> session.principal().name().equals("alice"), 1, Instant.ofEpochSecond(10));

        assertThat(views).extracting(view -> view.session().id()).containsExactly("3");
        assertThat(registry.count(session -> session.principal().name().equals("alice")))
                .isEqualTo(2);
        assertThat(registry.find("2")).map(Session::principal).contains(VerifiedPrincipal.user("bob"));
        assertThat(registry.find("4")).isEmpty();
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
        Session session = session(id, user, second);
        registry.add(session, new PeerDetails(), () -> closed.add(id), proof);
        return session;
    }

    private static Session session(String id, String user, long second) {
        return new Session(
                id,
                VerifiedPrincipal.user(user),
                "SCRAM-SHA-512",
                "CLIENTS",
                "10.0.0.7",
                Instant.ofEpochSecond(second),
                Optional.empty());
    }
}
