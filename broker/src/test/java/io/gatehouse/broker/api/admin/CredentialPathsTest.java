package io.gatehouse.broker.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Operation;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.scram.CredentialUses;
import io.gatehouse.auth.scram.PasswordRotation;
import io.gatehouse.auth.scram.PhantomCredentials;
import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.scram.ScramPasswords;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.broker.api.security.CredentialsInMemory;
import io.gatehouse.broker.model.BrokerId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PEERS B6 over the admin endpoint. */
final class CredentialPathsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final VerifiedPrincipal WATCHER = VerifiedPrincipal.user("watcher");
    private static final VerifiedPrincipal OPERATOR = VerifiedPrincipal.user("operator");
    private static final String BOTH = "\"user\":\"alice\",\"mechanism\":\"SCRAM-SHA-512\"";

    private final CredentialsInMemory store = new CredentialsInMemory();
    private final CredentialUses uses = new CredentialUses(NOW.minusSeconds(60));
    private final ScramPasswords logIns = new ScramPasswords(
            List.of(ScramHash.SHA_512), store, new PhantomCredentials(Secret.ofText("0123456789abcdef")), uses);
    private final AdminTable table;

    CredentialPathsTest() {
        put("alice", "old-secret");
        put("bob", "bobs-secret");
        AclEngine acls = new AclEngine(Set.of(), false, check -> {});
        acls.replace(new AclSnapshot(List.of(
                ClusterRule.allow("User:watcher", Operation.DESCRIBE),
                ClusterRule.allow("User:operator", Operation.DESCRIBE),
                ClusterRule.allow("User:operator", Operation.ALTER))));
        PasswordRotation rotation = new PasswordRotation(store);
        table = new AdminTable(
                List.of(
                        new ListCredentials(new BrokerId(1), store, uses),
                        RotatePassword.begin(rotation, new AuditTrail()),
                        RotatePassword.finish(rotation, new AuditTrail())),
                List.of(),
                acls,
                new AuditTrail(),
                () -> "id-1");
    }

    private void put(String user, String password) {
        var unused = store.put(
                ScramHash.SHA_512,
                user,
                ScramCredential.ofPassword(ScramHash.SHA_512, Secret.ofText(password), 4096, new SecureRandom()));
    }

    private AdminAnswer ask(VerifiedPrincipal who, String method, String path, String query, String body) {
        return table.answer(
                        new AdminRequest(method, path, query, body.getBytes(StandardCharsets.UTF_8)),
                        new AdminCaller(who, "192.0.2.1", Set.of(), NOW))
                .toCompletableFuture()
                .join();
    }

    private AdminAnswer post(String what, String body) {
        return ask(OPERATOR, "POST", "/v1/credentials/" + what, "", "{" + body + "}");
    }

    private boolean good(String password) {
        return logIns.judge("alice", Secret.ofText(password), NOW).refusal().isEmpty();
    }

    @Test
    void aPasswordIsRotatedWatchedAndFinished() {
        assertThat(good("old-secret")).isTrue();

        assertThat(post("rotate", BOTH + ",\"password\":\"new-secret\"").status())
                .isEqualTo(200);

        assertThat(good("new-secret")).isTrue();
        String list = ask(WATCHER, "GET", "/v1/credentials", "user=alice", "").json();
        assertThat(list)
                .startsWith("{\"broker\":1,\"watchingSince\":\"2025-12-31T23:59:00Z\",\"users\":1,")
                .contains(
                        "{" + BOTH + ",\"password\":\"current\",\"iterations\":4096,\"lastUse\":\"" + NOW + "\"}",
                        "{" + BOTH + ",\"password\":\"previous\",\"iterations\":4096,\"lastUse\":\"" + NOW + "\"}")
                .doesNotContain("bob", "salt", "key");
        assertThat(post("finish", BOTH).status()).isEqualTo(200);
        assertThat(good("old-secret")).isFalse();
        assertThat(good("new-secret")).isTrue();
    }

    @Test
    void everybodysAreListedAndWhatNobodyUsedHasNoTime() {
        assertThat(ask(WATCHER, "GET", "/v1/credentials", "", "").json())
                .contains("\"users\":2", "alice", "bob")
                .doesNotContain("lastUse");
    }

    @Test
    void whoeverMayOnlyLookChangesNothing() {
        for (String what : List.of("rotate", "finish")) {
            assertThat(ask(WATCHER, "POST", "/v1/credentials/" + what, "", "{" + BOTH + "}")
                            .status())
                    .isEqualTo(403);
        }
        assertThat(ask(VerifiedPrincipal.user("x"), "GET", "/v1/credentials", "", "")
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rotate|'user':'alice','mechanism':'SCRAM-SHA-512','password':'short'|409|at least 8",
                "rotate|'user':'nobody','mechanism':'SCRAM-SHA-512','password':'new-secret'|409|no password",
                "rotate|'user':'alice','mechanism':'SCRAM-SHA-256','password':'new-secret'|409|no password",
                "rotate|'user':'alice','mechanism':'PLAIN','password':'new-secret'|400|SCRAM-SHA-256 or",
                "rotate|'user':'alice','mechanism':'SCRAM-SHA-512'|400|password (expected",
                "rotate|'user':'alice','password':'new-secret'|400|mechanism (expected",
                "rotate|'user':'alice','mechanism':'SCRAM-SHA-512','password':'new-secret','x':'y'|400|the body",
                "finish|'user':'alice','mechanism':'SCRAM-SHA-512'|409|has one password",
                "finish|'user':'alice','mechanism':'SCRAM-SHA-512','password':'new-secret'|400|the body"
            })
    void whatCannotBeDoneIsSaidAndThePasswordIsNot(String what, String body, int status, String sentence) {
        AdminAnswer answer = post(what, body.replace('\'', '"'));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json()).contains(sentence).doesNotContain("new-secret", "short");
        assertThat(good("old-secret")).isTrue();
    }
}
