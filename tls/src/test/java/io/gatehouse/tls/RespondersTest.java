package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.KeyType;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack 39: what responders say about clients, and what is made of those that say nothing. */
final class RespondersTest {
    private final TestPki pki = new TestPki();
    private final Issued client = pki.client();
    private final CertificateStatus revoked = new RevokedStatus(Date.from(pki.now()), 1);

    private Instant now = pki.now();
    private TestResponder responder;

    @BeforeEach
    void start() throws Exception {
        responder = new TestResponder();
    }

    @AfterEach
    void stop() {
        responder.close();
    }

    private Responders strict() {
        return responders(new ResponderSettings(Optional.of(responder.address()), false));
    }

    private Responders responders(ResponderSettings settings) {
        return new Responders(settings, List.of(pki.root().root()));
    }

    @Test
    void aGoodAnswerIsBelievedForAMinute() {
        responder.says(CertificateStatus.GOOD, pki.root());
        Responders responders = strict();

        assertThat(responders.refusal(client.chain(), now)).isEmpty();
        assertThat(responders.refusal(client.chain(), now)).isEmpty();
        assertThat(responder.asked()).isEqualTo(1);

        responder.says(revoked, pki.root());
        now = now.plusSeconds(61);
        assertThat(responders.refusal(client.chain(), now))
                .hasValueSatisfying(reason -> assertThat(reason).contains("the responder says", "revoked"));
        assertThat(responder.asked()).isEqualTo(2);
    }

    @Test
    void whatTheResponderDoesNotKnowIsNotBelieved() {
        responder.says(new UnknownStatus(), pki.root());

        assertThat(strict().refusal(client.chain(), now))
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("nobody says whether the certificate was revoked"));
    }

    @Test
    void anAnswerOfSomebodyElseIsWorthNothing() {
        CertificateAuthority stranger = TestPki.newRoot(now);
        responder.says(CertificateStatus.GOOD, stranger);

        assertThat(strict().refusal(client.chain(), now)).isPresent();
    }

    @Test
    void anAnswerAboutAnotherCertificateIsWorthNothing() {
        Issued other = pki.client();
        responder.says(question -> TestResponder.signed(
                new CertificateID(
                        new BcDigestCalculatorProvider().get(RespID.HASH_SHA1),
                        new JcaX509CertificateHolder(pki.root().root()),
                        other.certificate().getSerialNumber()),
                CertificateStatus.GOOD,
                pki.root(),
                now));

        assertThat(strict().refusal(client.chain(), now)).isPresent();
    }

    @Test
    void anOldAnswerIsWorthNothing() {
        responder.says(CertificateStatus.GOOD, pki.root(), now.minus(Duration.ofDays(3)));

        assertThat(strict().refusal(client.chain(), now)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4000, 70_000})
    void garbageIsWorthNothing(int bytes) {
        responder.says(question -> new byte[bytes]);

        assertThat(strict().refusal(client.chain(), now)).isPresent();
    }

    @Test
    void whoIsRevokedIsRefusedEvenWhereSilenceIsAllowed() {
        Responders lenient = responders(new ResponderSettings(Optional.of(responder.address()), true));
        responder.says(question -> new byte[0]);
        assertThat(lenient.refusal(client.chain(), now)).isEmpty();

        responder.says(revoked, pki.root());
        now = now.plusSeconds(6);
        assertThat(lenient.refusal(client.chain(), now)).isPresent();
    }

    @Test
    void aSilentResponderIsNotWaitedForAndNotAskedAgainAtOnce() {
        CountDownLatch never = new CountDownLatch(1);
        responder.says(question -> {
            never.await();
            return new byte[0];
        });
        Responders responders = strict();

        assertThat(responders.refusal(client.chain(), now)).isPresent();
        assertThat(responders.refusal(client.chain(), now)).isPresent();
        assertThat(responder.asked()).isEqualTo(1);
        never.countDown();
    }

    @Test
    void silenceSpeaksAgainstNobodyWhoIsIn() {
        Responders responders = strict();
        responder.says(question -> new byte[0]);
        assertThat(responders.refusal(client.chain(), now)).isPresent();
        assertThat(responders.revocation(client.chain(), now)).isEmpty();

        responder.says(revoked, pki.root());
        now = now.plusSeconds(6);
        assertThat(responders.revocation(client.chain(), now)).isPresent();
    }

    @Test
    void nobodyThereIsNoAnswer() {
        URI closed = responder.address();
        responder.close();

        assertThat(responders(new ResponderSettings(Optional.of(closed), false)).refusal(client.chain(), now))
                .isPresent();
    }

    @Test
    void aCertificateThatNamesNoResponderIsNotBelieved() {
        assertThat(responders(new ResponderSettings(Optional.empty(), false)).refusal(client.chain(), now))
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("names no responder", "ssl.ocsp.responder.url"));
    }

    @Test
    void theIssuerOfAClientIsTheOneInItsChain() {
        CertificateAuthority between = pki.root().intermediate("Issuing CA", KeyType.EC, Duration.ofDays(10), now);
        Issued issued = between.issue(CertificateRequest.client("app"), now);
        responder.says(question -> answerOf(between, question));

        assertThat(strict().refusal(issued.chain(), now)).isEmpty();
    }

    /** A responder that others made: {@code openssl ocsp}. */
    @Test
    void opensslsAnswersAreUnderstood(@TempDir Path folder) throws Exception {
        assumeTrue(OpenSslResponder.installed(), "openssl is not installed");
        Issued gone = pki.client();
        try (OpenSslResponder openssl =
                OpenSslResponder.start(folder, pki.root(), List.of(client.certificate()), gone.certificate())) {
            Responders responders = responders(new ResponderSettings(Optional.of(openssl.address()), false));

            assertThat(responders.refusal(client.chain(), now)).isEmpty();
            assertThat(responders.refusal(gone.chain(), now))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("revoked"));
            assertThat(responders.refusal(pki.client().chain(), now))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("nobody says"));
        }
    }

    private byte[] answerOf(CertificateAuthority authority, OCSPReq question) throws Exception {
        return TestResponder.signed(question.getRequestList()[0].getCertID(), CertificateStatus.GOOD, authority, now);
    }
}
