package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.certs.Issued;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack 46: who comes back with a session, and what it is worth. The client is BoringSSL, which tells. */
final class SessionTicketTest {
    private static final ByteBufAllocator ALLOC = ByteBufAllocator.DEFAULT;

    private final TestPki pki = new TestPki();
    private final Instant now = pki.now();
    private final Issued caller = pki.client();
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    private Path temporary;

    private TlsFolder files;

    @BeforeEach
    void boringSslIsThere() {
        assumeTrue(OpenSsl.isAvailable());
        files = new TlsFolder(temporary).own(pki.server()).trusting(pki.root().root());
    }

    @AfterEach
    void closeAll() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T closing(T one) {
        open.add(one);
        return one;
    }

    private TlsServer server(TlsSettings settings) {
        return closing(TlsServer.of(settings, TlsMaterial.load(settings)));
    }

    private TlsSettings requiring(TlsProvider provider) {
        return files.settings().withClientAuth(ClientAuth.REQUIRED).withCryptography(Cryptography.of(provider));
    }

    /** One that keeps its sessions, as a Kafka client does. */
    private TlsClient client() {
        TlsSettings settings = pki.settings(caller).withCryptography(Cryptography.of(TlsProvider.OPENSSL));
        return closing(TlsClient.of(settings, TlsMaterial.load(settings)));
    }

    /** Whether the client came back with a session; a whole conversation, so that it gets its next one. */
    private boolean resumes(TlsClient client, TlsServer server) {
        Wire wire = closing(new Wire(client.handler(ALLOC, "localhost", 9092), server.handler(ALLOC)))
                .run();
        wire.client().send("hello");
        wire.run();
        wire.server().send("welcome");
        wire.run();
        assertThat(wire.server().failure() + wire.client().failure()).isEmpty();
        assertThat(wire.client().received()).isEqualTo("welcome");
        assertThat(PeerCertificate.name(PeerCertificate.chain(wire.server().session()), NameSource.SUBJECT))
                .as("a session carries the name that was proved when it began")
                .contains(caller.chain().get(0).getSubjectX500Principal().getName());
        return Negotiated.of(wire.client().tls().engine()).resumed().equals("yes");
    }

    /** A client gets more than one ticket at a time, and may try one from before first. */
    private boolean resumesSoon(TlsClient client, TlsServer server) {
        boolean resumed = false;
        for (int tries = 0; tries < 4 && !resumed; tries++) {
            resumed = resumes(client, server);
        }
        return resumed;
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aClientComesBackWithItsSessionAndItsName(TlsProvider provider) {
        TlsServer server = server(requiring(provider));
        TlsClient client = client();

        assertThat(resumes(client, server)).isFalse();
        assertThat(resumes(client, server)).isTrue();
        assertThat(resumes(client, server)).isTrue();
        assertThat(resumes(client(), server)).as("another client").isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aSessionIsWorthNothingAtAnotherListener(TlsProvider provider) {
        TlsServer lenient = server(requiring(provider).withClientAuth(ClientAuth.REQUESTED));
        TlsServer strict = server(requiring(provider));
        TlsClient client = client();

        assertThat(resumes(client, lenient)).isFalse();
        assertThat(resumes(client, strict)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aSessionIsWorthNothingAfterKeysOrTrustWereReplaced(TlsProvider provider) {
        TlsSettings settings = requiring(provider);
        TlsServer server = server(settings);
        TlsClient client = client();
        assertThat(resumes(client, server)).isFalse();

        server.prepare(TlsMaterial.load(settings)).use();

        assertThat(resumes(client, server)).isFalse();
        assertThat(resumesSoon(client, server)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aSessionIsWorthNothingWhenTheListEndsByWhichItsClientWasJudged(TlsProvider provider) {
        Duration listed = Duration.ofDays(1);
        files.revoking(pki.root(), now, listed, pki.client().chain().get(0));
        TlsServer server = server(files.settingsWithLists()
                .withClientAuth(ClientAuth.REQUIRED)
                .withCryptography(Cryptography.of(provider)));
        TlsClient client = client();
        server.tendTickets(now);
        assertThat(resumes(client, server)).isFalse();
        assertThat(resumes(client, server)).isTrue();

        server.tendTickets(now.plus(listed).plusSeconds(1));

        assertThat(resumes(client, server)).isFalse();
    }

    @Test
    void keysChangeEveryHourAndTheLastButOneOpensNothing() {
        TlsServer server = server(requiring(TlsProvider.OPENSSL));
        server.tendTickets(now);
        TlsClient client = client();
        TlsClient away = client();
        assertThat(resumes(client, server)).isFalse();
        assertThat(resumes(away, server)).isFalse();

        server.tendTickets(now.plus(TlsDefaults.TICKET_LIFETIME));
        assertThat(resumes(client, server)).as("sealed with the key before").isTrue();
        server.tendTickets(now.plus(TlsDefaults.TICKET_LIFETIME.multipliedBy(2)));

        assertThat(resumesSoon(client, server)).as("sealed anew meanwhile").isTrue();
        assertThat(resumes(away, server)).as("sealed two keys ago").isFalse();
    }

    @Test
    void theJdksKeysChangeEveryHourToo() {
        TlsServer server = server(requiring(TlsProvider.JDK));
        server.tendTickets(now);
        TlsClient client = client();
        assertThat(resumes(client, server)).isFalse();

        server.tendTickets(now.plus(TlsDefaults.TICKET_LIFETIME));

        assertThat(resumes(client, server)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theServerTellsWhatWasAgreed(String protocol) {
        TlsServer server = server(requiring(TlsProvider.OPENSSL).withProtocols(List.of(protocol)));
        Wire wire = closing(new Wire(client().handler(ALLOC, "localhost", 9092), server.handler(ALLOC)))
                .run();

        Negotiated agreed = Negotiated.of(wire.server().tls().engine());

        assertThat(agreed.protocol()).isEqualTo(protocol);
        assertThat(agreed.suite()).contains("AES_128_GCM");
        assertThat(agreed.group()).isEqualToIgnoringCase(protocol.equals("TLSv1.3") ? "X25519MLKEM768" : "x25519");
        assertThat(agreed.resumed()).isEqualTo("no");
    }

    @Test
    void theJdkDoesNotTellTheGroup() {
        TlsServer server = server(requiring(TlsProvider.JDK));
        Wire wire = closing(new Wire(client().handler(ALLOC, "localhost", 9092), server.handler(ALLOC)))
                .run();

        assertThat(Negotiated.of(wire.server().tls().engine()))
                .isEqualTo(new Negotiated("TLSv1.3", "TLS_AES_128_GCM_SHA256", Negotiated.UNKNOWN, Negotiated.UNKNOWN));
    }
}
