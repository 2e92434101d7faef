package io.gatehouse.broker.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.audit.DiagnosticIds;
import io.gatehouse.auth.block.Block;
import io.gatehouse.auth.block.BlockList;
import io.gatehouse.auth.block.BlockStore;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.session.PeerDetails;
import io.gatehouse.broker.session.SessionRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminPathsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final VerifiedPrincipal SUPER = VerifiedPrincipal.user("super");
    private static final VerifiedPrincipal WATCHER = VerifiedPrincipal.user("watcher");
    private static final VerifiedPrincipal OPERATOR = VerifiedPrincipal.user("operator");
    private static final VerifiedPrincipal STRANGER = VerifiedPrincipal.user("stranger");

    private final SessionRegistry sessions = new SessionRegistry();
    private final List<String> closed = new ArrayList<>();
    private final InMemory store = new InMemory();
    private final BlockList list = new BlockList(Set.of(SUPER));
    private final AclEngine acls = new AclEngine(Set.of(SUPER), false, check -> {});
    private final DiagnosticIds ids = new DiagnosticIds(new SecureRandom());
    private AdminTable table;

    private static final class InMemory implements BlockStore {
        private final Map<String, Block> blocks = new HashMap<>();

        @Override
        public Map<String, Block> all() {
            return Map.copyOf(blocks);
        }

        @Override
        public CompletionStage<Void> add(Block block) {
            blocks.put(block.id(), block);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Boolean> remove(String id) {
            return CompletableFuture.completedStage(blocks.remove(id) != null);
        }

        @Override
        public void onChange(Runnable changed) {}
    }

    @BeforeEach
    void aBrokerWithRules() {
        acls.replace(new AclSnapshot(List.of(
                ClusterRule.allow("User:watcher", Operation.DESCRIBE),
                ClusterRule.allow("User:operator", Operation.DESCRIBE),
                ClusterRule.allow("User:operator", Operation.ALTER))));
        SessionEnding ending = new SessionEnding(
                sessions,
                session -> session.listener().equals("BROKERS") && list.exempt(session.principal()),
                new AuditTrail());
        table = new AdminTable(
                List.of(
                        new ListSessions(new BrokerId(1), sessions),
                        new EndSession(ending),
                        new KillSessions(ending),
                        new ListBlocks(store),
                        new AddBlock(store, list, () -> Set.of("10.9.9.9"), ids, new AuditTrail()),
                        new RemoveBlock(store, new AuditTrail())),
                List.of(),
                acls,
                new AuditTrail(),
                () -> "id-1");
    }

    private void connect(String id, String user, String address, String listener) {
        sessions.add(
                new Session(
                        id,
                        VerifiedPrincipal.user(user),
                        "SCRAM-SHA-512",
                        listener,
                        address,
                        NOW.minusSeconds(60),
                        Optional.empty()),
                new PeerDetails(),
                () -> closed.add(id),
                () -> true);
    }

    private AdminAnswer ask(VerifiedPrincipal who, String method, String target, String body) {
        int question = target.indexOf('?');
        AdminRequest request = new AdminRequest(
                method,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                body.getBytes(StandardCharsets.UTF_8));
        return table.answer(request, new AdminCaller(who, "192.0.2.1", Set.of(), NOW))
                .toCompletableFuture()
                .join();
    }

    @Test
    void everyPathDeniesAStrangerAndTheRightIsTheOneThatItSays() {
        connect("s1", "alice", "10.0.0.7", "CLIENTS");

        for (String[] each : new String[][] {
            {"GET", "/v1/sessions", ""},
            {"DELETE", "/v1/sessions/s1", ""},
            {"POST", "/v1/sessions/kill", "{\"principal\":\"User:alice\"}"},
            {"GET", "/v1/blocks", ""},
            {"POST", "/v1/blocks", "{\"principal\":\"User:alice\"}"},
            {"DELETE", "/v1/blocks/aaaaaaaaaaaa", ""}
        }) {
            assertThat(ask(STRANGER, each[0], each[1], each[2]))
                    .as(each[0] + each[1])
                    .isEqualTo(new AdminAnswer(403, "{\"error\":\"not allowed (diagnostic id id-1)\"}"));
            assertThat(ask(WATCHER, each[0], each[1], each[2]).status())
                    .as(each[0] + each[1])
                    .isEqualTo(each[0].equals("GET") ? 200 : 403);
        }
        assertThat(closed).isEmpty();
        assertThat(store.blocks).isEmpty();
    }

    @Test
    void sessionsAreListedByPrincipalAndAddress() {
        connect("s1", "alice", "10.0.0.7", "CLIENTS");
        connect("s2", "bob", "10.0.0.8", "CLIENTS");
        connect("s3", "alice", "11.0.0.7", "CLIENTS");

        assertThat(ask(WATCHER, "GET", "/v1/sessions", "").json())
                .startsWith(
                        "{\"broker\":1,\"total\":3,\"sessions\":[{\"id\":\"s1\",\"principal\":\"User:alice\","
                                + "\"mechanism\":\"SCRAM-SHA-512\",\"byToken\":false,\"listener\":\"CLIENTS\","
                                + "\"address\":\"10.0.0.7\",\"clientId\":\"\",\"since\":\"2025-12-31T23:59:00Z\",\"requests\":0");
        assertThat(ask(WATCHER, "GET", "/v1/sessions?principal=User%3Aalice&address=10.0.0.0%2F8", "")
                        .json())
                .contains("\"total\":1", "s1")
                .doesNotContain("s2", "s3");
        assertThat(ask(WATCHER, "GET", "/v1/sessions?limit=1", "").json())
                .contains("\"total\":3", "s1")
                .doesNotContain("s2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "principal=alice",
                "principal=",
                "principal=User:alice&principal=User:bob",
                "address=localhost",
                "limit=0",
                "limit=10001",
                "limit=1e3",
                "limit",
                "other=1",
                "principal=User%3",
                "principal=User%zz",
                "principal=User:%ff",
                "principal=User:%0a",
                "&"
            })
    void aQueryThatMakesNoSenseIsRefused(String query) {
        assertThat(ask(WATCHER, "GET", "/v1/sessions?" + query, "").status()).isEqualTo(400);
    }

    @Test
    void oneSessionIsEndedByItsId() {
        connect("s1", "alice", "10.0.0.7", "CLIENTS");
        connect("s2", "alice", "10.0.0.7", "CLIENTS");

        assertThat(ask(OPERATOR, "DELETE", "/v1/sessions/s1", "")).isEqualTo(new AdminAnswer(200, "{\"ended\":1}"));

        assertThat(closed).containsExactly("s1");
        assertThat(ask(OPERATOR, "DELETE", "/v1/sessions/nobody", "").status()).isEqualTo(404);
    }

    @Test
    void aFilterEndsThoseThatFitAndNoneBetweenBrokers() {
        connect("s1", "super", "10.0.0.7", "CLIENTS");
        connect("s2", "super", "10.0.0.7", "BROKERS");
        connect("s3", "alice", "10.0.0.7", "BROKERS");
        connect("s4", "bob", "11.0.0.7", "CLIENTS");

        assertThat(ask(OPERATOR, "POST", "/v1/sessions/kill", "{\"address\":\"10.0.0.0/8\"}"))
                .isEqualTo(new AdminAnswer(200, "{\"ended\":2,\"betweenBrokers\":1}"));

        assertThat(closed).containsExactlyInAnyOrder("s1", "s3");
        assertThat(ask(OPERATOR, "DELETE", "/v1/sessions/s2", "").status()).isEqualTo(409);
        assertThat(closed).doesNotContain("s2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "\"User:alice\"",
                "{\"principal\":null}",
                "{\"principal\":1}",
                "{\"principal\":[\"User:alice\"]}",
                "{\"principal\":\"alice\"}",
                "{\"principal\":\":alice\"}",
                "{\"principal\":\"User:\"}",
                "{\"principal\":\"User:alice\",\"principal\":\"User:bob\"}",
                "{\"principal\":\"User:alice\",\"other\":\"1\"}",
                "{\"principal\":\"User:alice\"} {}",
                "{\"principal\":\"User:alice\"",
                "{\"address\":\"10.0.0.1/8\"}",
                "{\"address\":\"\"}",
                "{'principal':'User:alice'}",
                "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":1}}}}}"
            })
    void aBodyThatMakesNoSenseEndsNobody(String body) {
        connect("s1", "alice", "10.0.0.7", "CLIENTS");

        assertThat(ask(OPERATOR, "POST", "/v1/sessions/kill", body).status()).isEqualTo(400);
        assertThat(ask(OPERATOR, "POST", "/v1/blocks", body).status()).isEqualTo(400);

        assertThat(closed).isEmpty();
        assertThat(store.blocks).isEmpty();
    }

    @Test
    void aBlockIsAddedListedAndRemoved() {
        AdminAnswer added = ask(
                OPERATOR,
                "POST",
                "/v1/blocks",
                "{\"principal\":\"User:alice\",\"reason\":\"left us\",\"until\":\"2026-01-02T00:00:00Z\"}");

        assertThat(added.status()).isEqualTo(201);
        String id = store.blocks.keySet().iterator().next();
        assertThat(added.json())
                .isEqualTo(
                        "{\"id\":\"" + id + "\",\"principal\":\"User:alice\",\"reason\":\"left us\","
                                + "\"by\":\"User:operator\",\"since\":\"2026-01-01T00:00:00Z\",\"until\":\"2026-01-02T00:00:00Z\"}");
        assertThat(ask(WATCHER, "GET", "/v1/blocks", "").json()).isEqualTo("{\"blocks\":[" + added.json() + "]}");

        assertThat(ask(OPERATOR, "DELETE", "/v1/blocks/" + id, "").status()).isEqualTo(200);

        assertThat(store.blocks).isEmpty();
        assertThat(ask(OPERATOR, "DELETE", "/v1/blocks/" + id, "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"principal\":\"User:super\"} | always gets in",
                "{\"address\":\"10.9.9.9\"} | brokers of this cluster are at [10.9.9.9]",
                "{\"address\":\"0.0.0.0/0\"} | brokers of this cluster are at [10.9.9.9]",
                "{\"principal\":\"User:operator\"} | shut you out",
                "{\"address\":\"192.0.2.0/24\"} | shut you out"
            })
    void aBlockOfBrokersOfSuperUsersOrOfOneselfIsRefused(String body, String sentence) {
        AdminAnswer answer = ask(OPERATOR, "POST", "/v1/blocks", body);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json()).contains(sentence);
        assertThat(store.blocks).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"until\":\"2025-12-31T00:00:00Z\"",
                "\"until\":\"tomorrow\"",
                "\"until\":\"+1000000000-12-31T23:59:59Z\"",
                "\"reason\":\"two\\nlines\""
            })
    void aBlockWithAnEndOrAReasonThatMakesNoSenseIsRefused(String more) {
        assertThat(ask(OPERATOR, "POST", "/v1/blocks", "{\"principal\":\"User:alice\"," + more + "}")
                        .status())
                .isEqualTo(400);
        assertThat(store.blocks).isEmpty();
    }

    /** Nobody logs in as a group, so such an entry would keep out nobody and look as if it did. */
    @Test
    void aBlockOfAGroupIsRefused() {
        assertThat(ask(OPERATOR, "POST", "/v1/blocks", "{\"principal\":\"Group:team\"}")
                        .status())
                .isEqualTo(400);
        assertThat(store.blocks).isEmpty();
    }

    @Test
    void thereIsAnEndToBlocksAndOldOnesGo() {
        for (int i = 0; i < BlockList.ENTRIES_MAX; i++) {
            String id = ids.get();
            store.blocks.put(
                    id,
                    new Block(
                            id,
                            Optional.of(VerifiedPrincipal.user("u" + i)),
                            Optional.empty(),
                            "",
                            SUPER,
                            NOW,
                            Optional.empty()));
        }
        assertThat(ask(OPERATOR, "POST", "/v1/blocks", "{\"principal\":\"User:alice\"}")
                        .status())
                .isEqualTo(409);
        store.blocks.replaceAll((id, block) -> new Block(
                id, block.principal(), block.addresses(), "", SUPER, NOW, Optional.of(NOW.minusSeconds(100_000))));
        assertThat(ask(WATCHER, "GET", "/v1/blocks", "").json()).isEqualTo("{\"blocks\":[]}");

        assertThat(ask(OPERATOR, "POST", "/v1/blocks", "{\"principal\":\"User:alice\"}")
                        .status())
                .isEqualTo(201);

        assertThat(store.blocks).hasSize(1);
    }
}
