package io.gatehouse.auth.scram;

import static io.gatehouse.auth.scram.ScramClient.reason;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScramExchangeTest {
    private static final ScramHash SHA_512 = ScramHash.SHA_512;

    private final KnownUsers users = new KnownUsers().with(SHA_512, "alice", "alice-secret");

    /** RFC 7677 section 3, word for word. */
    @Test
    void theExampleOfTheRfcIsAnsweredToTheLetter() {
        ScramCredential credential = ScramCredential.ofPassword(
                ScramHash.SHA_256,
                Secret.ofText("pencil"),
                Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="),
                4096);
        ScramExchange exchange = new ScramExchange(
                ScramHash.SHA_256,
                (first, now) -> ScramLookup.real(credential, proven -> true),
                "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
                new CredentialUses(ScramClient.NOW),
                false);

        RoundResult first = exchange.evaluate(bytes("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"), ScramClient.NOW);
        RoundResult last = exchange.evaluate(
                bytes("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="),
                ScramClient.NOW);

        assertThat(token(first))
                .isEqualTo("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertThat(token(last)).isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @ParameterizedTest
    @EnumSource(ScramHash.class)
    void theRightPasswordProvesTheUser(ScramHash hash) {
        ScramClient client = new KnownUsers().with(hash, "bob", "s3cret").client(hash, "s3cret");
        client.firstFor("bob");

        RoundResult result = client.last();

        assertThat(result.<VerifiedPrincipal>fold(c -> null, RoundResult.Accepted::principal, r -> null))
                .isEqualTo(VerifiedPrincipal.user("bob"));
    }

    @Test
    void aWrongPasswordIsRefusedAtTheProof() {
        ScramClient client = users.client(SHA_512, "guess");
        client.firstFor("alice");

        assertThat(reason(client.last())).isEqualTo("wrong-proof");
    }

    /** SCR-12, attacks 66 and 84: as many rounds, the same shape of answer, and failure only at the proof. */
    @Test
    void anUnknownUserGetsAsFarAsAWrongPassword() {
        ScramClient known = users.client(SHA_512, "guess");
        ScramClient unknown = users.client(SHA_512, "guess");

        known.firstFor("alice");
        RoundResult first = unknown.firstFor("mallory");

        assertThat(reason(first)).isEqualTo("challenge");
        assertThat(unknown.part("i=")).isEqualTo(known.part("i="));
        assertThat(reason(unknown.last())).isEqualTo("unknown-user");
    }

    @Test
    void anUnknownUserHasTheSameSaltEveryTimeAndOthersHaveOthers() {
        Set<String> salts = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            ScramClient client = users.client(SHA_512, "guess");
            client.firstFor("mallory" + i % 50);
            salts.add(client.part("s="));
        }

        assertThat(salts).hasSize(50);
    }

    /** The proof of a phantom is checked and thrown away: even the right one does not help. */
    @Test
    void noProofFitsAPhantom() {
        ScramCredential credential = ScramCredential.ofPassword(
                SHA_512, Secret.ofText("p"), "phantom's salt".getBytes(StandardCharsets.US_ASCII), 4096);
        ScramExchange exchange = new ScramExchange(
                SHA_512,
                (first, now) -> ScramLookup.phantom(credential, "unknown-user"),
                "servernonce",
                new CredentialUses(ScramClient.NOW),
                false);
        ScramClient client = new ScramClient(SHA_512, "p", exchange);
        client.firstFor("mallory");

        assertThat(reason(client.last())).isEqualTo("unknown-user");
    }

    /** Attack 85. */
    @Test
    void aUserOfTheOtherHashIsUnknown() {
        ScramClient client = users.client(ScramHash.SHA_256, "alice-secret");

        assertThat(reason(client.firstFor("alice"))).isEqualTo("challenge");
        assertThat(reason(client.last())).isEqualTo("unknown-user");
    }

    /** SCR-13: and not told apart from others before the proof. */
    @Test
    void aCredentialWithTooFewIterationsIsRefused() {
        ScramCredential weak = ScramCredential.ofPassword(
                SHA_512, Secret.ofText("p"), "salt".getBytes(StandardCharsets.US_ASCII), 1000);
        ScramClient client = users.with(SHA_512, "weak", weak).client(SHA_512, "p");

        client.firstFor("weak");

        assertThat(client.part("i=")).isEqualTo("4096");
        assertThat(reason(client.last())).isEqualTo("iterations-below-floor");
    }

    @Test
    void aCredentialWithKeysOfAnotherHashIsRefused() {
        ScramCredential other = ScramCredential.ofPassword(
                ScramHash.SHA_256, Secret.ofText("p"), "salt".getBytes(StandardCharsets.US_ASCII), 4096);
        ScramClient client = users.with(SHA_512, "odd", other).client(SHA_512, "p");

        client.firstFor("odd");

        assertThat(reason(client.last())).isEqualTo("damaged-credential");
    }

    /** A token's id must not find a user of that name (KIP-48). */
    @ParameterizedTest
    @ValueSource(strings = {"tokenauth=true", "tokenauth=TRUE"})
    void aTokenIdIsNoUserName(String extension) {
        ScramClient client = users.client(SHA_512, "alice-secret");
        client.first("n,,", "n=alice,r=" + ScramClient.NONCE + "," + extension);

        assertThat(reason(client.last())).isEqualTo("unknown-token");
    }

    /** SCR-11, attack 77, CVE-2024-56128. */
    @Test
    void onlyTheWholeNonceIsRight() {
        assertThat(reasonOfNonce("X" + "%s")).isEqualTo("nonce-mismatch");
        assertThat(reasonOfNonce("other")).isEqualTo("nonce-mismatch");
        assertThat(reasonOfNonce("%sX")).isEqualTo("nonce-mismatch");
        assertThat(reasonOfNonce("")).isEqualTo("nonce-mismatch");
        ScramClient client = users.client(SHA_512, "alice-secret");
        client.firstFor("alice");
        String nonce = client.nonce();
        assertThat(reason(client.last("c=biws,r=" + nonce.substring(0, nonce.length() - 1))))
                .isEqualTo("nonce-mismatch");
    }

    /** librdkafka before 2.6.1; the nonce check passes, so what is missed next is the proof. */
    @Test
    void theClientsNonceTwiceIsTakenForTheWhole() {
        assertThat(reasonOfNonce(ScramClient.NONCE + "%s")).isNotEqualTo("nonce-mismatch");
        assertThat(reasonOfNonce(ScramClient.NONCE + ScramClient.NONCE + "%s")).isEqualTo("nonce-mismatch");
    }

    private String reasonOfNonce(String format) {
        ScramClient client = users.client(SHA_512, "alice-secret");
        client.firstFor("alice");
        return reason(client.last("c=biws,r=" + format.replace("%s", client.nonce())));
    }

    /** Attack 78. */
    @Test
    void aRecordedExchangeDoesNotOpenAnother() {
        ScramClient recorded = users.client(SHA_512, "alice-secret");
        recorded.firstFor("alice");
        String withoutProof = "c=biws,r=" + recorded.nonce();
        String proof = Base64.getEncoder().encodeToString(recorded.proof(withoutProof));
        ScramClient replayed = users.client(SHA_512, "alice-secret");
        replayed.firstFor("alice");

        assertThat(replayed.nonce()).isNotEqualTo(recorded.nonce());
        assertThat(reason(replayed.lastWithProof(withoutProof, proof))).isEqualTo("nonce-mismatch");
    }

    /** SCR-07, attack 79. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "y,,;channel-binding",
                "p=tls-unique,,;channel-binding",
                "p=tls-exporter,,;channel-binding",
                "n;bad-gs2-header",
                "'';bad-gs2-header",
                "n,x=1,;bad-gs2-header",
                "N,,;channel-binding"
            })
    void onlyTheHeaderWithoutChannelBindingIsTaken(String header, String expected) {
        String bare = header.contains(",") ? "n=alice,r=" + ScramClient.NONCE : "";

        assertThat(reason(users.client(SHA_512, "alice-secret").first(header, bare)))
                .isEqualTo(expected);
    }

    /** Attack 79: Kafka parses {@code c=} and does not compare it. */
    @Test
    void theHeaderHasToBeRepeated() {
        for (String other : new String[] {"n,a=alice,", "y,,", "p=tls-unique,,", "n,", "n,,x"}) {
            ScramClient client = users.client(SHA_512, "alice-secret");
            client.firstFor("alice");
            String encoded = Base64.getEncoder().encodeToString(bytes(other));

            assertThat(reason(client.last("c=" + encoded + ",r=" + client.nonce())))
                    .as(other)
                    .isEqualTo("channel-binding-mismatch");
        }
    }

    /** SCR-09, attack 71. */
    @Test
    void theAuthorizationIdIsEmptyOrTheUser() {
        String bare = "n=a=2Cb,r=" + ScramClient.NONCE;

        assertThat(reason(users.client(SHA_512, "x").first("n,a=a=2Cb,", bare))).isEqualTo("challenge");
        assertThat(reason(users.client(SHA_512, "x").first("n,a=admin,", bare))).isEqualTo("other-authorization-id");
    }

    /** SCR-08, attack 81. */
    @ParameterizedTest
    @ValueSource(strings = {"a=2cb", "a=", "a==", "a=00", "=", "a=3d", "a=2", "=2C=", ""})
    void otherEscapesAreRefused(String escaped) {
        assertThat(reason(users.client(SHA_512, "x").firstFor(escaped))).isIn("bad-name-escape", "empty-name");
    }

    @Test
    void anUnescapedCommaIsNoPartOfAName() {
        assertThat(reason(users.client(SHA_512, "x").firstFor("a,b"))).isEqualTo("bad-attribute");
    }

    /** SCR-08, SCR-15: the principal has the name without escapes. */
    @Test
    void commaAndEqualsSignAreEscaped() {
        ScramClient client = new KnownUsers().with(SHA_512, "a,b=c", "p").client(SHA_512, "p");
        client.firstFor("a=2Cb=3Dc");

        assertThat(client.last()
                        .<String>fold(c -> "", accepted -> accepted.principal().name(), r -> ""))
                .isEqualTo("a,b=c");
    }

    @Test
    void unescapingUndoesEscaping() throws MalformedScram {
        Random random = new Random(81);
        for (int i = 0; i < 1000; i++) {
            StringBuilder name = new StringBuilder("x");
            for (int j = random.nextInt(20); j > 0; j--) {
                name.append("ab,=2CD\u00e9\u4e2d".charAt(random.nextInt(9)));
            }
            String escaped = name.toString().replace("=", "=3D").replace(",", "=2C");

            assertThat(ScramText.name(escaped)).as("seed 81, round " + i).isEqualTo(name.toString());
        }
    }

    /** Attack 82. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "m=1,n=alice,r=abc;mandatory-extension",
                "n=alice,r=abc,m=1;mandatory-extension",
                "n=alice,r=abc,x=1,x=2;duplicate-attribute",
                "n=alice,r=abc,tokenauth=true,tokenauth=true;duplicate-attribute",
                "n=alice,n=bob,r=abc;duplicate-attribute",
                "n=alice,r=abc,r=def;duplicate-attribute",
                "n=alice,r=abc,;bad-attribute",
                "n=alice,r=abc,1=2;bad-attribute",
                "r=abc,n=alice;bad-client-first",
                "n=alice;bad-client-first",
                "n=alice,r=;bad-nonce",
                "n=alice,r=a b;bad-nonce",
                "n=alice,r=abc,x=1,y=;challenge"
            })
    void extensionsAreIgnoredUnlessTheyAreMandatoryOrTwice(String bare, String expected) {
        assertThat(reason(users.client(SHA_512, "x").first("n,,", bare))).isEqualTo(expected);
    }

    /** Attack 82: ten thousand extensions do not fit. */
    @Test
    void aMessageThatIsTooLongIsNotParsed() {
        String bare = "n=alice,r=abc" + ",xy=1".repeat(10_000);

        assertThat(reason(users.client(SHA_512, "x").first("n,,", bare))).isEqualTo("message-too-long");
    }

    /** Attack 83. */
    @Test
    void aProofOfAnotherLengthIsRefused() {
        for (int length : new int[] {0, 1, 31, 32, 33, 63, 65}) {
            ScramClient client = users.client(SHA_512, "alice-secret");
            client.firstFor("alice");
            String proof = Base64.getEncoder().encodeToString(new byte[length]);

            assertThat(reason(client.lastWithProof("c=biws,r=" + client.nonce(), proof)))
                    .as("length " + length)
                    .isEqualTo("bad-proof-length");
        }
    }

    @Test
    void aProofOfZerosIsRefused() {
        ScramClient client = users.client(SHA_512, "alice-secret");
        client.firstFor("alice");
        String proof = Base64.getEncoder().encodeToString(new byte[64]);

        assertThat(reason(client.lastWithProof("c=biws,r=" + client.nonce(), proof)))
                .isEqualTo("wrong-proof");
    }

    /** Attack 83: a proof has one spelling. */
    @Test
    void base64WithOtherSpellingsIsRefused() {
        ScramClient client = users.client(SHA_512, "alice-secret");
        client.firstFor("alice");
        String withoutProof = "c=biws,r=" + client.nonce();
        String proof = Base64.getEncoder().encodeToString(client.proof(withoutProof));

        assertThat(reason(client.lastWithProof(withoutProof, proof.replace("=", ""))))
                .isEqualTo("non-canonical-base64");
    }

    /** Attack 83: every bit of the proof counts. */
    @Test
    void aProofWithOneOtherBitIsRefused() {
        for (int bit = 0; bit < 512; bit += 37) {
            ScramClient client = users.client(SHA_512, "alice-secret");
            client.firstFor("alice");
            String withoutProof = "c=biws,r=" + client.nonce();
            byte[] proof = client.proof(withoutProof);
            proof[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(reason(client.lastWithProof(
                            withoutProof, Base64.getEncoder().encodeToString(proof))))
                    .isEqualTo("wrong-proof");
        }
    }

    /** Attack 73. */
    @Test
    void malformedUtf8IsRefusedAndNotReplaced() {
        byte[][] malformed = {
            {(byte) 0xff}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xe4}
        };
        for (byte[] name : malformed) {
            byte[] head = bytes("n,,n=");
            byte[] token = Arrays.copyOf(head, head.length + name.length);
            System.arraycopy(name, 0, token, head.length, name.length);

            assertThat(reason(users.client(SHA_512, "x").say(token))).isEqualTo("malformed-utf8");
        }
    }

    @Test
    void aNulIsRefused() {
        assertThat(reason(users.client(SHA_512, "x").firstFor("ali\0ce"))).isEqualTo("nul-character");
    }

    /** Attack 87: names are compared byte by byte. */
    @ParameterizedTest
    @ValueSource(strings = {"Alice", "alice ", "al\u00adice", "\u00e0lice", "a\u0300lice", "\uff41lice"})
    void aNameThatLooksLikeAnotherIsAnother(String lookAlike) {
        ScramClient client = users.client(SHA_512, "alice-secret");
        client.firstFor(lookAlike);

        assertThat(reason(client.last())).isEqualTo("unknown-user");
    }

    /** Attack 86: the credential of the first message is the one of the last. */
    @Test
    void anExchangeUsesOneSnapshot() {
        ScramClient before = users.client(SHA_512, "alice-secret");
        before.firstFor("alice");
        users.remove(SHA_512, "alice");
        ScramClient after = users.client(SHA_512, "alice-secret");
        after.firstFor("alice");

        assertThat(reason(before.last())).isEqualTo("accepted");
        assertThat(reason(after.last())).isEqualTo("unknown-user");
    }

    /** Attack 58. */
    @Test
    void aFinishedExchangeTakesNoMore() {
        ScramClient client = users.client(SHA_512, "alice-secret");
        client.firstFor("alice");
        client.last();

        assertThat(reason(client.last())).isEqualTo("exchange-is-over");
        assertThat(reason(client.firstFor("alice"))).isEqualTo("exchange-is-over");
    }

    @Test
    void aRefusedExchangeTakesNoMore() {
        ScramClient client = users.client(SHA_512, "alice-secret");
        client.say(bytes("nonsense"));

        assertThat(reason(client.firstFor("alice"))).isEqualTo("exchange-is-over");
    }

    /** Every message cut at every byte, and with every byte changed: an answer, never an exception. */
    @Test
    void damagedMessagesAreRefusedWithoutAnException() {
        byte[] first = bytes("n,a=alice,n=alice,r=" + ScramClient.NONCE + ",tokenauth=false");
        for (int i = 0; i < first.length; i++) {
            byte[] changed = first.clone();
            changed[i] ^= 0x15;

            assertThat(users.client(SHA_512, "x").say(Arrays.copyOf(first, i))).isNotNull();
            assertThat(users.client(SHA_512, "x").say(changed)).isNotNull();
        }
        ScramClient sample = users.client(SHA_512, "alice-secret");
        sample.firstFor("alice");
        int length = ("c=biws,r=" + sample.nonce() + ",p=").length() + 88;
        for (int i = 0; i < length; i++) {
            ScramClient client = users.client(SHA_512, "alice-secret");
            client.firstFor("alice");
            String withoutProof = "c=biws,r=" + client.nonce();
            byte[] last = bytes(withoutProof + ",p=" + Base64.getEncoder().encodeToString(client.proof(withoutProof)));

            assertThat(reason(client.say(Arrays.copyOf(last, Math.min(i, last.length - 1)))))
                    .isNotEqualTo("accepted");
        }
    }

    /** Attack 78, SCR-10. */
    @Test
    void serverNoncesNeverRepeat() {
        Set<String> nonces = new HashSet<>();
        java.security.SecureRandom random = new java.security.SecureRandom();
        for (int i = 0; i < 20_000; i++) {
            nonces.add(ScramSalt.randomNonce(random));
        }

        assertThat(nonces).hasSize(20_000).allMatch(nonce -> nonce.length() > 15 && nonce.matches("[0-9a-z]+"));
    }

    private static String token(RoundResult result) {
        return result.fold(
                challenge -> new String(challenge.token(), StandardCharsets.UTF_8),
                accepted -> new String(accepted.token(), StandardCharsets.UTF_8),
                refused -> refused.auditReason());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
