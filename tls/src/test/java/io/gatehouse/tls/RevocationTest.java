package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.KeyType;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attack 39, PEERS A13: certificates that their authority has taken back. */
final class RevocationTest {
    private static final ByteBufAllocator ALLOC = ByteBufAllocator.DEFAULT;

    private final TestPki pki = new TestPki();
    private final Instant now = pki.now();
    private final Issued good = pki.client();
    private final Issued bad = pki.client();

    @TempDir
    private Path temporary;

    private TlsFolder files;

    @BeforeEach
    void aBrokersFiles() {
        files = new TlsFolder(temporary)
                .own(pki.server())
                .trusting(pki.root().root())
                .revoking(pki.root(), now, bad.chain().get(0));
    }

    /** With every provider that is here; they agree on who is refused. */
    private String refusal(TlsSettings settings, Issued client) {
        String said = refusal(settings, client, TlsProvider.JDK);
        if (OpenSsl.isAvailable()) {
            assertThat(refusal(settings, client, TlsProvider.OPENSSL).isEmpty()).isEqualTo(said.isEmpty());
        }
        return said;
    }

    private String refusal(TlsSettings settings, Issued client, TlsProvider provider) {
        TlsSettings requiring =
                settings.withClientAuth(ClientAuth.REQUIRED).withCryptography(Cryptography.of(provider));
        try (TlsServer server = TlsServer.of(requiring, TlsMaterial.load(requiring));
                Wire wire = new Wire(stubborn(client), server.handler(ALLOC)).run()) {
            assertThat(server.refusal(client.chain()).isEmpty())
                    .as("what is asked afterwards is what the handshake says")
                    .isEqualTo(wire.server().ready());
            return wire.server().ready() ? "" : wire.server().failure();
        }
    }

    private SslHandler stubborn(Issued own) {
        return new SslHandler(StubbornClient.engine(own, pki.root().root()));
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void aRevokedClientIsRefusedAndAnotherIsNot(TlsProvider provider) {
        assumeTrue(provider != TlsProvider.OPENSSL || OpenSsl.isAvailable());
        TlsSettings settings = files.settingsWithLists();

        assertThat(refusal(settings, good, provider)).isEmpty();
        assertThat(refusal(settings, bad, provider)).contains("revoked");
    }

    @Test
    void withoutListsNobodyIsAsked() {
        assertThat(refusal(files.settings(), bad)).isEmpty();
    }

    @Test
    void aListThatIsNotInForceAnyMoreRefusesEverybodyUnlessAllowed() {
        files.revoking(
                pki.root(),
                now.minus(Duration.ofDays(3)),
                Duration.ofDays(1),
                bad.chain().get(0));
        RevocationSettings lenient =
                new RevocationSettings(files.settingsWithLists().revocation().location(), true, Optional.empty());

        assertThat(refusal(files.settingsWithLists(), good)).contains("revocation");
        assertThat(refusal(files.settings().withRevocation(lenient), good)).isEmpty();
    }

    @Test
    void whoseAuthorityHasNoListIsRefusedUnlessAllowed() {
        CertificateAuthority between = pki.root().intermediate("Issuing CA", KeyType.EC, Duration.ofDays(10), now);
        Issued client = between.issue(CertificateRequest.client("app"), now);
        RevocationSettings lenient =
                new RevocationSettings(files.settingsWithLists().revocation().location(), true, Optional.empty());

        assertThat(refusal(files.settingsWithLists(), client)).contains("revocation");
        assertThat(refusal(files.settings().withRevocation(lenient), client)).isEmpty();
    }

    @Test
    void aListSignedByAnotherKeyIsRefused() {
        files.revoking(new TestPki().root(), now);

        assertThatThrownBy(() -> TlsMaterial.load(files.settingsWithLists()))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("is not signed by that authority's key");
    }

    @Test
    void whatIsNoListIsRefused() {
        for (byte[] content : List.of(new byte[0], "no list".getBytes(StandardCharsets.UTF_8))) {
            files.write(files.lists(), content);

            assertThatThrownBy(() -> TlsMaterial.load(files.settingsWithLists()))
                    .isInstanceOf(TlsConfigurationException.class)
                    .hasMessageContaining("ssl.crl.location = " + files.lists());
        }
    }

    // PEERS A13: Redpanda rejects everybody then.
    @Test
    void theLastGoodListStaysInUse() {
        TlsSettings settings = files.settingsWithLists();
        LiveMaterial live = LiveMaterial.load(settings, new ReloadRules(settings, false, false, false));
        files.revoking(pki.root(), now.minus(Duration.ofHours(2)));
        live.look(now);
        assertThat(live.look(now).reason()).contains("is older than the one in use");
        files.revoking(pki.root(), now.minus(Duration.ofDays(3)), Duration.ofDays(1));
        live.look(now);
        assertThat(live.look(now).reason()).contains("expected: one in force");
        files.write(files.lists(), new byte[] {1, 2, 3});
        live.look(now);
        assertThat(live.look(now).state()).isEqualTo(Reload.State.REFUSED);

        try (TlsServer server = TlsServer.of(settings, live.current())) {
            assertThat(server.refusal(bad.chain())).isPresent();
            assertThat(server.refusal(good.chain())).isEmpty();
        }
    }

    @Test
    void aNewListCountsForThoseWhoAreIn() {
        TlsSettings settings = files.settingsWithLists();
        LiveMaterial live = LiveMaterial.load(settings, new ReloadRules(settings, false, false, false));
        try (TlsServer server = TlsServer.of(settings, live.current())) {
            live.add(server);
            assertThat(server.refusal(good.chain())).isEmpty();
            files.revoking(pki.root(), now, bad.chain().get(0), good.chain().get(0));
            live.look(now);
            assertThat(live.look(now).state()).isEqualTo(Reload.State.REPLACED);

            assertThat(server.refusal(good.chain()))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("revoked"));
        }
    }
}
