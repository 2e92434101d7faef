package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.certs.Issued;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PrivateStoresTest {
    private final TestPki pki = new TestPki();
    private final TlsSettings operators = pki.serverSettings().withClientAuth(ClientAuth.REQUIRED);
    private final TlsMaterial first = TlsMaterial.load(operators);

    private static Path keys(PrivateStores stores, TlsSettings operators) {
        return stores.settings(operators).keyStore().location().orElseThrow();
    }

    @Test
    void theCopiesHoldTheSameAndOnlyTheirMakerOpensThem() throws Exception {
        try (PrivateStores stores = PrivateStores.of(first, TestPki.RANDOM)) {
            TlsSettings copies = stores.settings(operators);

            assertThat(TlsMaterial.load(copies).describe()).isEqualTo(first.describe());
            assertThat(TlsMaterial.load(copies).anchors()).isEqualTo(first.anchors());
            assertThat(copies.clientAuth()).isEqualTo(ClientAuth.REQUIRED);
            assertThat(Files.getPosixFilePermissions(keys(stores, operators).getParent()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            KeyStoreSettings guessed =
                    KeyStoreSettings.store("JKS", keys(stores, operators), Secret.ofText("changeit"));
            assertThatThrownBy(() -> TlsMaterial.load(TlsSettings.of(guessed, operators.trustStore())))
                    .isInstanceOf(TlsConfigurationException.class);
        }
    }

    @Test
    void whatIsPreparedCountsOnlyWhenItIsUsed() {
        Issued other = pki.server();
        TlsMaterial next = TlsMaterial.load(pki.settings(other));
        try (PrivateStores stores = PrivateStores.of(first, TestPki.RANDOM)) {
            stores.prepare(next).drop();
            assertThat(TlsMaterial.load(stores.settings(operators)).describe()).isEqualTo(first.describe());

            stores.prepare(next).use();
            assertThat(TlsMaterial.load(stores.settings(operators)).describe()).isEqualTo(next.describe());
        }
    }

    @Test
    void nothingIsLeftBehind() {
        PrivateStores stores = PrivateStores.of(first, TestPki.RANDOM);
        Path folder = Optional.ofNullable(keys(stores, operators).getParent()).orElseThrow();
        stores.prepare(first).drop();

        stores.close();

        assertThat(folder).doesNotExist();
    }
}
