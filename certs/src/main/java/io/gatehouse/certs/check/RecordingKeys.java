package io.gatehouse.certs.check;

import io.gatehouse.certs.Issued;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows the client's certificate, if there is one, whatever issuers the server names; and keeps that it was asked. */
final class RecordingKeys extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";

    private final Optional<Issued> client;
    private boolean asked;
    private List<String> issuers = List.of();

    RecordingKeys(Optional<Issued> client) {
        this.client = client;
    }

    boolean asked() {
        return asked;
    }

    /** The names of the authorities whose certificates the server says it takes. */
    List<String> issuers() {
        return issuers;
    }

    private @Nullable String choose(Principal @Nullable [] accepted) {
        asked = true;
        if (accepted != null) {
            issuers = Arrays.stream(accepted).map(Principal::getName).toList();
        }
        return client.isPresent() ? ALIAS : null;
    }

    @Override
    @SuppressWarnings("NullAway") // JSSE's way to say "none" is null.
    public String chooseClientAlias(String[] keyTypes, Principal[] accepted, Socket socket) {
        return choose(accepted);
    }

    @Override
    @SuppressWarnings("NullAway") // JSSE's way to say "none" is null.
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] accepted, SSLEngine engine) {
        return choose(accepted);
    }

    @Override
    @SuppressWarnings("NullAway") // JSSE's way to say "none" is null.
    public X509Certificate[] getCertificateChain(String alias) {
        return client.map(issued -> issued.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    @SuppressWarnings("NullAway") // JSSE's way to say "none" is null.
    public PrivateKey getPrivateKey(String alias) {
        return client.map(Issued::key).orElse(null);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] accepted) {
        return client.isPresent() ? new String[] {ALIAS} : new String[0];
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] accepted) {
        return new String[0];
    }

    @Override
    @SuppressWarnings("NullAway") // JSSE's way to say "none" is null.
    public String chooseServerAlias(String keyType, Principal[] accepted, Socket socket) {
        return null;
    }
}
