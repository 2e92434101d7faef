package io.gatehouse.broker.main;

import io.gatehouse.broker.net.TlsDoor;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.management.MBeanServer;

/** What JMX tools see of TLS: each listener's certificate and its handshakes. Thread: one at a time. */
final class TlsBeans implements AutoCloseable {
    private final ListenerStores stores;
    private final MBeanServer server;
    private final Supplier<Map<String, TlsDoor>> listeners;
    private final Map<String, Shown> shown = new HashMap<>();

    /** Of one listener, as long as it is there. */
    private record Shown(
            TlsDoor listener, Beans beans, Optional<ServedCertificate> certificate, HandshakeBeans handshakes) {}

    /** @param listeners by name, those that there are */
    TlsBeans(ListenerStores stores, MBeanServer server, Supplier<Map<String, TlsDoor>> listeners) {
        this.stores = stores;
        this.server = server;
        this.listeners = listeners;
    }

    /** To be called every few seconds. */
    void refresh(Instant now) {
        Map<String, TlsDoor> open = listeners.get();
        shown.entrySet().removeIf(entry -> {
            boolean gone = open.get(entry.getKey()) != entry.getValue().listener();
            if (gone) {
                entry.getValue().beans().close();
            }
            return gone;
        });
        open.forEach((name, listener) -> listener.handshakes()
                .ifPresent(counts -> shown.computeIfAbsent(name, fresh -> {
                    Beans beans = new Beans(server);
                    return new Shown(
                            listener, beans, certificate(name, beans, now), new HandshakeBeans(name, counts, beans));
                })));
        shown.forEach((name, of) -> {
            of.certificate().ifPresent(certificate -> certificate.shows(stores.current(name), now));
            of.handshakes().refresh();
        });
    }

    /** None where somebody else makes the engines. */
    private Optional<ServedCertificate> certificate(String listener, Beans beans, Instant now) {
        if (!stores.has(listener)) {
            return Optional.empty();
        }
        ServedCertificate certificate = new ServedCertificate(stores.current(listener), now);
        beans.show("tls-certificate", Map.of("listener", listener), certificate);
        return Optional.of(certificate);
    }

    /** Something was to come in the place of what these listeners show, and was no good. */
    void refused(List<String> names) {
        names.stream()
                .flatMap(name -> Optional.ofNullable(shown.get(name)).stream())
                .forEach(of -> of.certificate().ifPresent(ServedCertificate::refused));
    }

    @Override
    public void close() {
        shown.values().forEach(of -> of.beans().close());
    }
}
