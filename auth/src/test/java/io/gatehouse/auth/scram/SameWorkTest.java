package io.gatehouse.auth.scram;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.auth.token.DelegationToken;
import io.gatehouse.auth.token.DelegationTokens;
import io.gatehouse.auth.token.TokenAnswer;
import io.gatehouse.auth.token.TokenKey;
import io.gatehouse.auth.token.TokensInMemory;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.MacSpi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A stranger cannot tell by the time of an answer who exists, since everybody's costs the same: counted in hashes, which are
 * what takes the time (attacks 75, 84, 124, CONFORMANCE PLN-04, SCR-12).
 */
final class SameWorkTest {
    private final Counting hashes = new Counting();
    private final DelegationTokens tokens = new DelegationTokens(
            new TokensInMemory(),
            new TokenKey(Secret.ofText("the brokers' key")),
            new DelegationTokens.Lifetimes(Duration.ofDays(7), Duration.ofDays(1)),
            new SecureRandom());

    @BeforeEach
    void count() {
        Security.insertProviderAt(hashes, 1);
    }

    @AfterEach
    void stopCounting() {
        Security.removeProvider(hashes.getName());
    }

    private int work(Runnable attempt) {
        int before = hashes.done.get();
        attempt.run();
        return hashes.done.get() - before;
    }

    /** What the server hashes for one log-in with a wrong proof, which costs the client nothing. */
    private int scram(ScramHash hash, ScramMechanism mechanism, String name, String extension) {
        return work(() -> {
            ScramClient client = new ScramClient(hash, "guess", mechanism.begin());
            client.first("n,,", "n=" + name + ",r=" + ScramClient.NONCE + extension);
            client.lastWithProof(
                    "c=biws,r=" + client.nonce(), Base64.getEncoder().encodeToString(new byte[hash.length()]));
        });
    }

    @ParameterizedTest
    @EnumSource(ScramHash.class)
    void scramCostsTheSameWhoeverIsNamed(ScramHash hash) {
        KnownUsers users = new KnownUsers().with(hash, "alice", "alice-secret");
        ScramMechanism mechanism = new ScramMechanism(
                hash,
                users,
                Optional.of(tokens),
                KnownUsers.PHANTOMS,
                new SecureRandom(),
                new CredentialUses(ScramClient.NOW));
        DelegationToken token = token();
        int first = scram(hash, mechanism, token.id(), ",tokenauth=true");

        int known = scram(hash, mechanism, "alice", "");

        assertThat(known).isGreaterThan(3);
        assertThat(scram(hash, mechanism, "mallory", "")).isEqualTo(known);
        assertThat(first)
                .as("the first log-in with a token makes its credential")
                .isGreaterThan(known);
        assertThat(scram(hash, mechanism, token.id(), ",tokenauth=true"))
                .isEqualTo(scram(hash, mechanism, "AAAAAAAAAAAAAAAAAAAAAA", ",tokenauth=true"));
    }

    private DelegationToken token() {
        VerifiedPrincipal alice = VerifiedPrincipal.user("alice");
        TokenAnswer made = tokens.create(alice, alice, List.of(), -1, ScramClient.NOW.minus(Duration.ofSeconds(1)))
                .toCompletableFuture()
                .join();
        return ((TokenAnswer.Done) made).token();
    }

    @ParameterizedTest
    @EnumSource(ScramHash.class)
    void aPasswordCostsTheSameWhoeverIsNamed(ScramHash hash) {
        KnownUsers users = new KnownUsers().with(hash, "alice", "alice-secret");
        ScramPasswords stored =
                new ScramPasswords(List.of(hash), users, KnownUsers.PHANTOMS, new CredentialUses(ScramClient.NOW));
        ScramPasswords named = new ScramPasswords(
                List.of(StaticUsers.HASH),
                new StaticUsers(Map.of("alice", Secret.ofText("alice-secret")), new SecureRandom()),
                KnownUsers.PHANTOMS,
                new CredentialUses(ScramClient.NOW));

        for (ScramPasswords passwords : List.of(stored, named)) {
            List<Integer> costs = Stream.of("alice", "mallory", "")
                    .map(user -> work(() -> passwords.judge(user, Secret.ofText("guess"), ScramClient.NOW)))
                    .toList();
            assertThat(costs).allMatch(cost -> cost > 4000).containsOnly(costs.get(0));
        }
    }

    /** The JDK's hashes, counted. */
    private static final class Counting extends Provider {
        private static final long serialVersionUID = 1;

        private final AtomicInteger done = new AtomicInteger();

        Counting() {
            super("Counting", "1", "for a test");
            for (ScramHash hash : ScramHash.values()) {
                String name = "Hmac"
                        + hash.mechanismName().substring("SCRAM-".length()).replace("-", "");
                putService(new Service(this, "Mac", name, "elsewhere", List.of(), Map.of()) {
                    @Override
                    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                        return new Counted(Mac.getInstance(name, Security.getProvider("SunJCE")), done);
                    }
                });
            }
        }
    }

    private static final class Counted extends MacSpi {
        private final Mac mac;
        private final AtomicInteger done;

        Counted(Mac mac, AtomicInteger done) {
            this.mac = mac;
            this.done = done;
        }

        @Override
        protected int engineGetMacLength() {
            return mac.getMacLength();
        }

        @Override
        protected void engineInit(Key key, AlgorithmParameterSpec params)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            mac.init(key, params);
        }

        @Override
        protected void engineUpdate(byte input) {
            mac.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int len) {
            mac.update(input, offset, len);
        }

        @Override
        protected byte[] engineDoFinal() {
            done.incrementAndGet();
            return mac.doFinal();
        }

        @Override
        protected void engineReset() {
            mac.reset();
        }
    }
}
