package io.gatehouse.auth.scram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.FailedExchange;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslClientExchange;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our side of SCRAM between brokers, with servers that are right and servers that are not (CONFORMANCE JAA-09). */
final class ScramClientExchangeTest {
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private static final String SERVER_FIRST = "r=" + SERVER_NONCE + ",s=" + SALT + ",i=4096";
    private static final String SIGNATURE = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private final SaslClientExchange client =
            new ScramClientExchange(ScramHash.SHA_256, "user", Secret.ofText("pencil"), NONCE);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Optional<byte[]> token) {
        return new String(token.orElseThrow(), StandardCharsets.UTF_8);
    }

    /** RFC 7677 section 3, word for word. */
    @Test
    void theExampleOfTheRfcIsSpokenToTheLetter() throws FailedExchange {
        assertThat(client.first()).asString(StandardCharsets.UTF_8).isEqualTo("n,,n=user,r=" + NONCE);
        assertThat(text(client.next(bytes(SERVER_FIRST))))
                .isEqualTo("c=biws,r=" + SERVER_NONCE + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(client.next(bytes(SIGNATURE))).isEmpty();
        assertThatThrownBy(() -> client.next(bytes(SIGNATURE))).hasMessageContaining("after the end");
    }

    @ParameterizedTest
    @EnumSource(ScramHash.class)
    void ourServerAndOurClientBelieveEachOtherWhateverTheUserIsCalled(ScramHash hash) throws FailedExchange {
        String user = "b=r,o=2Ckér";
        ScramProof proof = new ScramProof(hash, user, Secret.ofText("pässword"), new SecureRandom());
        SaslExchange server = new ScramMechanism(
                        hash,
                        new KnownUsers().with(hash, user, "pässword"),
                        Optional.empty(),
                        KnownUsers.PHANTOMS,
                        new SecureRandom(),
                        new CredentialUses(ScramClient.NOW))
                .begin();
        SaslClientExchange ours = proof.begin("localhost");

        byte[] challenge = challenge(server.evaluate(ours.first(), ScramClient.NOW));
        RoundResult result = server.evaluate(ours.next(challenge).orElseThrow(), ScramClient.NOW);

        assertThat(result.<VerifiedPrincipal>fold(c -> null, RoundResult.Accepted::principal, r -> null))
                .isEqualTo(VerifiedPrincipal.user(user));
        assertThat(ours.next(result.fold(c -> bytes(""), RoundResult.Accepted::token, r -> bytes(""))))
                .isEmpty();
        assertThat(proof.toString()).contains(hash.mechanismName(), user).doesNotContain("pässword");
    }

    @Test
    void aWrongPasswordOfOursIsTheServersToRefuse() throws FailedExchange {
        SaslExchange server = new ScramMechanism(
                        ScramHash.SHA_512,
                        new KnownUsers().with(ScramHash.SHA_512, "broker", "right"),
                        Optional.empty(),
                        KnownUsers.PHANTOMS,
                        new SecureRandom(),
                        new CredentialUses(ScramClient.NOW))
                .begin();
        SaslClientExchange ours = new ScramProof(
                        ScramHash.SHA_512, "broker", Secret.ofText("wrong"), new SecureRandom())
                .begin("localhost");

        byte[] challenge = challenge(server.evaluate(ours.first(), ScramClient.NOW));

        assertThat(ScramClient.reason(server.evaluate(ours.next(challenge).orElseThrow(), ScramClient.NOW)))
                .isEqualTo("wrong-proof");
    }

    private static byte[] challenge(RoundResult result) {
        return result.fold(RoundResult.Challenge::token, accepted -> bytes(""), refused -> bytes(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r=" + NONCE + ",s=" + SALT + ",i=4096", // Nothing of its own.
                "r=x" + SERVER_NONCE + ",s=" + SALT + ",i=4096",
                "r=rOprNGfwEbeRWgbNEkqX,s=" + SALT + ",i=4096",
                "r=" + SERVER_NONCE + "\u00e9,s=" + SALT + ",i=4096"
            })
    void aNonceThatDoesNotContinueOursIsRefused(String serverFirst) {
        assertThatThrownBy(() -> client.next(bytes(serverFirst)))
                .isInstanceOf(FailedExchange.class)
                .hasMessageContaining("nonce");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "1", "4095", "500001", "9999999", "99999999999999999999", "-4096", "4096.0", "04096", ""})
    void iterationsBelowTheFloorOrBeyondReasonAreRefusedBeforeAnybodyHashes(String iterations) {
        assertThatThrownBy(() -> client.next(bytes("r=" + SERVER_NONCE + ",s=" + SALT + ",i=" + iterations)))
                .isInstanceOf(FailedExchange.class)
                .hasMessageContaining("iterations")
                .hasMessageContaining("4096..500000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "i=4096",
                "m=x,r=" + SERVER_NONCE + ",s=" + SALT + ",i=4096",
                "s=" + SALT + ",r=" + SERVER_NONCE + ",i=4096",
                "r=" + SERVER_NONCE + ",s=,i=4096",
                "r=" + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gR==,i=4096", // Not the one way to write it.
                "r=" + SERVER_NONCE + ",s=" + SALT + ",i=4096,i=8192",
                "e=unknown-user",
                SIGNATURE
            })
    void whatIsNoFirstMessageIsRefused(String serverFirst) {
        assertThatThrownBy(() -> client.next(bytes(serverFirst))).isInstanceOf(FailedExchange.class);
        assertThatThrownBy(() -> client.next(bytes(SERVER_FIRST))).isInstanceOf(FailedExchange.class);
    }

    @Test
    void tooLargeATokenAndTooLongASaltAreRefused() {
        String salt = Base64.getEncoder().encodeToString(new byte[257]);
        assertThatThrownBy(() -> client.next(bytes("r=" + SERVER_NONCE + ",s=" + salt + ",i=4096")))
                .hasMessageContaining("salt has 257 bytes");

        SaslClientExchange other = new ScramClientExchange(ScramHash.SHA_256, "user", Secret.ofText("pencil"), NONCE);
        assertThatThrownBy(() -> other.next(bytes("r=" + SERVER_NONCE + "x".repeat(5000) + ",s=" + SALT + ",i=4096")))
                .isInstanceOf(FailedExchange.class);
    }

    /** A server that does not know the credential cannot sign; neither can one that sends our own proof back. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v=",
                "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=",
                "v=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95A==",
                "x=1,v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
                "e=other-error"
            })
    void aServerThatCannotSignIsNotBelieved(String serverFinal) throws FailedExchange {
        var unused = client.next(bytes(SERVER_FIRST));

        assertThatThrownBy(() -> client.next(bytes(serverFinal))).isInstanceOf(FailedExchange.class);
        assertThatThrownBy(() -> client.next(bytes(SIGNATURE))).isInstanceOf(FailedExchange.class);
    }
}
