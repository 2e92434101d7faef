package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONFORMANCE TLS-52, TLS-56, TLS-58: some users of a material get that of other settings, or nothing changes. */
final class SuccessionTest {
    private final TestPki pki = new TestPki();
    private final Instant now = pki.now();
    private final Listening first = new Listening();
    private final Listening second = new Listening();

    @TempDir
    private Path temporary;

    private TlsFolder old;
    private TlsFolder other;
    private LiveMaterial live;

    /** Remembers the certificates that it was given, and how many preparations were thrown away. */
    private static final class Listening implements LiveMaterial.User {
        private final List<X509Certificate> served = new ArrayList<>();
        private int dropped;
        private boolean unwilling;

        @Override
        public LiveMaterial.Change prepare(TlsMaterial next) {
            if (unwilling) {
                throw new TlsConfigurationException("no such suite");
            }
            return new LiveMaterial.Change() {
                @Override
                public void use() {
                    served.add(next.keys().get(0).leaf());
                }

                @Override
                public void drop() {
                    dropped++;
                }
            };
        }
    }

    @BeforeEach
    void twoListenersWithOneStore() throws IOException {
        old = folder("old");
        other = folder("other");
        live = LiveMaterial.load(old.settings(), rules(old));
        live.add(first);
        live.add(second);
    }

    private TlsFolder folder(String name) throws IOException {
        return new TlsFolder(Files.createDirectory(temporary.resolve(name)))
                .own(pki.server())
                .trusting(pki.root().root());
    }

    private static ReloadRules rules(TlsFolder files) {
        return new ReloadRules(files.settings(), false, false, false);
    }

    private Succession succession(TlsSettings settings) {
        return live.succeed(settings, new ReloadRules(settings, false, false, false), List.of(first), now);
    }

    private static void settle(LiveMaterial material, Instant now) {
        material.look(now);
        assertThat(material.look(now).state()).isEqualTo(Reload.State.REPLACED);
    }

    @Test
    void theHeirFollowsTheOtherFilesAndWhoStaysTheOld() {
        LiveMaterial next = succession(other.settings()).use();
        assertThat(first.served).containsExactly(next.current().keys().get(0).leaf());
        assertThat(second.served).isEmpty();

        old.own(pki.server());
        settle(live, now);
        assertThat(first.served).hasSize(1);
        assertThat(second.served).hasSize(1);
        other.own(pki.server());
        settle(next, now);
        assertThat(first.served).hasSize(2);
        assertThat(second.served).hasSize(1);
    }

    @Test
    void whatIsDroppedHasNeverBeen() {
        succession(other.settings()).drop();

        assertThat(first.served).isEmpty();
        assertThat(first.dropped).isEqualTo(1);
        old.own(pki.server());
        settle(live, now);
        assertThat(first.served).as("still of the old files").hasSize(1);
    }

    @Test
    void oneUserWhoCannotUseItKeepsAllFromIt() {
        second.unwilling = true;

        assertThatThrownBy(() -> live.succeed(other.settings(), rules(other), List.of(first, second), now))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessage("no such suite");
        assertThat(first.dropped).isEqualTo(1);
        assertThat(first.served).isEmpty();
    }

    @Test
    void tls56_trustStoresNeitherComeNorGo() {
        TlsSettings trusting = other.settings();
        TlsSettings blind = TlsSettings.of(trusting.keyStore(), TrustStoreSettings.none());

        assertThatThrownBy(() -> succession(blind)).hasMessageContaining("the trust store is gone");
        live = LiveMaterial.load(blind, rules(other));
        assertThatThrownBy(() -> succession(trusting)).hasMessageContaining("there is a trust store");
    }

    @Test
    void tls56_theOtherCertificateIsCheckedAsANewOneWouldBe() {
        other.own(pki.client());

        assertThatThrownBy(() -> succession(other.settings()))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("ssl.allow.dn.changes");
    }
}
