package io.gatehouse.broker.session;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a peer says of itself, how it is connected and how much it does: for those who look after the broker. Nothing is
 * decided by it.
 *
 * <p>Thread: the connection's event loop writes, any reads.
 */
public final class PeerDetails {
    /** Kafka's clients call themselves by some dozens of characters; more is not worth keeping for each connection. */
    static final int CLIENT_ID_CHARS_MAX = 256;

    private final Activity activity = new Activity();
    private final AtomicReference<String> clientId = new AtomicReference<>("");
    private volatile Optional<ClientSoftware> software = Optional.empty();
    private volatile Optional<TlsDetails> tls = Optional.empty();

    /**
     * What a client says that it is (KIP-511).
     *
     * @param name legal and bounded by the protocol
     */
    public record ClientSoftware(String name, String version) {}

    /**
     * What a handshake has agreed on.
     *
     * @param certificate what the client has shown
     */
    public record TlsDetails(String protocol, String suite, Optional<ShownCertificate> certificate) {}

    /** @param serial hexadecimal */
    public record ShownCertificate(String subject, String serial) {}

    public Activity activity() {
        return activity;
    }

    /** What the request under way calls its client. */
    public void clientId(String id) {
        if (!id.equals(clientId.getPlain())) {
            clientId.setRelease(id.length() > CLIENT_ID_CHARS_MAX ? id.substring(0, CLIENT_ID_CHARS_MAX) : id);
        }
    }

    public String clientId() {
        return clientId.getAcquire();
    }

    public void software(ClientSoftware said) {
        software = Optional.of(said);
    }

    public Optional<ClientSoftware> software() {
        return software;
    }

    public void tls(TlsDetails agreed) {
        tls = Optional.of(agreed);
    }

    public Optional<TlsDetails> tls() {
        return tls;
    }
}
