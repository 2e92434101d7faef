package io.gatehouse.broker.main;

import io.gatehouse.broker.net.Listener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What JMX tools see of TLS: each listener's certificate and its handshakes. Thread: the one that follows the files. */
final class TlsBeans {
    private final ListenerStores stores;
    private final Map<String, ServedCertificate> certificates = new LinkedHashMap<>();
    private final List<HandshakeBeans> handshakes = new ArrayList<>();

    TlsBeans(ListenerStores stores, Map<String, Listener> listeners, Beans beans, Instant now) {
        this.stores = stores;
        listeners.forEach((name, listener) -> listener.handshakes().ifPresent(counts -> {
            if (stores.has(name)) {
                ServedCertificate certificate = new ServedCertificate(stores.current(name), now);
                certificates.put(name, certificate);
                beans.show("tls-certificate", Map.of("listener", name), certificate);
            }
            handshakes.add(new HandshakeBeans(name, counts, beans));
        }));
    }

    /** To be called every few seconds. */
    void refresh(Instant now) {
        certificates.forEach((name, certificate) -> certificate.shows(stores.current(name), now));
        handshakes.forEach(HandshakeBeans::refresh);
    }

    /** Something was to come in the place of what these listeners show, and was no good. */
    void refused(List<String> names) {
        names.stream()
                .flatMap(name -> Optional.ofNullable(certificates.get(name)).stream())
                .forEach(ServedCertificate::refused);
    }
}
