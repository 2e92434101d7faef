package io.gatehouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.scram.CredentialUses;
import io.gatehouse.auth.scram.PhantomCredentials;
import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramCredentials;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.scram.ScramMechanism;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.broker.model.ErrorCode;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.apache.kafka.common.security.scram.ScramExtensionsCallback;
import org.apache.kafka.common.security.scram.internals.ScramSaslClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client that every Java program uses, against our exchange (CONFORMANCE SCR-01, SCR-06, SCR-08, SCR-14, SCR-27). */
final class KafkaScramClientTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "SHA_256;alice;secret;4096",
                "SHA_512;alice;secret;4096",
                "SHA_512;a,b=c;p=,w;8192",
                "SHA_256;\u00e4\u4e2d;\u00e9\u00aa\ufb01;4096",
                "SHA_512;cn=x,o=y;with blanks in it;16384"
            })
    void theRightPasswordIsAcceptedAndTheServerIsVerified(ScramHash hash, String user, String password, int iterations)
            throws SaslException {
        SaslClient client = client(hash, user, password);
        ConnectionMachine machine = machine(hash, user, password, iterations);

        byte[] challenge = say(machine, client.evaluateChallenge(new byte[0]));
        byte[] last = say(machine, client.evaluateChallenge(challenge));
        byte[] nothing = client.evaluateChallenge(last);

        assertThat(nothing).isNull();
        assertThat(client.isComplete()).isTrue();
        assertThat(machine.session().map(Session::principal).map(Object::toString))
                .contains("User:" + user);
    }

    @ParameterizedTest
    @CsvSource({"alice,wrong", "mallory,secret"})
    void whateverIsWrongTheClientHearsTheSame(String user, String password) throws SaslException {
        SaslClient client = client(ScramHash.SHA_512, user, password);
        ConnectionMachine machine = machine(ScramHash.SHA_512, "alice", "secret", 4096);

        byte[] challenge = say(machine, client.evaluateChallenge(new byte[0]));
        TokenAnswer answer = SaslRound.answer(machine, client.evaluateChallenge(challenge), NOW);

        assertThat(answer.<String>fold(c -> "", a -> "", TokenAnswer.Refused::sentence))
                .isEqualTo("Authentication failed during authentication due to invalid credentials with SASL mechanism"
                        + " SCRAM-SHA-512 (diagnostic id id)");
        assertThat(machine.session()).isEmpty();
    }

    private static ConnectionMachine machine(ScramHash hash, String user, String password, int iterations) {
        SecureRandom random = new SecureRandom();
        ScramCredential credential = ScramCredential.ofPassword(hash, Secret.ofText(password), iterations, random);
        ScramCredentials credentials =
                (asked, name) -> asked == hash && name.equals(user) ? Optional.of(credential) : Optional.empty();
        ScramMechanism mechanism = new ScramMechanism(
                hash,
                credentials,
                Optional.empty(),
                new PhantomCredentials(Secret.ofText("0123456789abcdef")),
                random,
                new CredentialUses(NOW));
        ConnectionMachine machine =
                new ConnectionMachine(ListenerPolicy.sasl("CLIENTS", List.of(mechanism)), "10.0.0.7", () -> "id");
        assertThat(machine.onTransportReady(Optional.empty(), NOW)).isEqualTo(new Admission.Converse());
        assertThat(machine.onHandshake(hash.mechanismName(), NOW).error()).isEqualTo(ErrorCode.NONE);
        return machine;
    }

    private static byte[] say(ConnectionMachine machine, byte[] token) {
        return SaslRound.answer(machine, token, NOW)
                .<byte[]>fold(TokenAnswer.Challenge::token, TokenAnswer.Accepted::token, refused -> {
                    throw new AssertionError(refused);
                });
    }

    private static SaslClient client(ScramHash hash, String user, String password) throws SaslException {
        CallbackHandler answers = callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(user);
                } else if (callback instanceof PasswordCallback secret) {
                    secret.setPassword(password.toCharArray());
                } else if (callback instanceof ScramExtensionsCallback extensions) {
                    extensions.extensions(Map.of());
                }
            }
        };
        return new ScramSaslClient.ScramSaslClientFactory()
                .createSaslClient(new String[] {hash.mechanismName()}, null, "kafka", "localhost", Map.of(), answers);
    }
}
