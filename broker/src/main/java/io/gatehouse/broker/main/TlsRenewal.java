package io.gatehouse.broker.main;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.broker.net.TlsDoor;
import io.gatehouse.tls.LiveMaterial;
import io.gatehouse.tls.Reload;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of keys, certificates and revocation lists again and again, and ends the sessions of clients whose
 * certificate is not good any more. On a thread of its own, since files and judging take their time.
 */
final class TlsRenewal {
    private static final Logger LOGGER = LoggerFactory.getLogger(TlsRenewal.class);

    /** Where others name listeners. */
    private static final String ZOOKEEPER = "zookeeper";

    private static final Duration WARNED_EVERY = Duration.ofDays(1);

    private final ListenerStores stores;
    private final Optional<LiveMaterial> zooKeeper;
    private final Supplier<Collection<TlsDoor>> listeners;
    private final TlsBeans beans;
    private final Foundation base;
    private Instant warnedAt;

    /** @param zooKeeper what connections to ZooKeeper are made with */
    TlsRenewal(
            ListenerStores stores,
            Optional<LiveMaterial> zooKeeper,
            Supplier<Collection<TlsDoor>> listeners,
            TlsBeans beans,
            Foundation base) {
        this.stores = stores;
        this.zooKeeper = zooKeeper;
        this.listeners = listeners;
        this.beans = beans;
        this.base = base;
        this.warnedAt = base.clock().instant();
        beans.refresh(warnedAt);
    }

    void every(Duration interval, ScheduledExecutorService thread) {
        var unused = thread.scheduleWithFixedDelay(
                this::round, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            stores.inUse().forEach(this::look);
            zooKeeper.ifPresent(material -> look(material, ZOOKEEPER));
            Instant now = base.clock().instant();
            warn(now);
            listeners.get().forEach(listener -> listener.reviewCertificates(now));
            beans.refresh(now);
        } catch (RuntimeException e) { // The next round is due in any case.
            LOGGER.atError().setCause(e).log("looking for new certificates failed");
        }
    }

    private void look(LiveMaterial material, String names) {
        Reload outcome = material.look(base.clock().instant());
        switch (outcome.state()) {
            case SAME, SETTLING -> {
                return;
            }
            case REPLACED -> replaced(names, outcome.reason(), base);
            case REFUSED -> {
                LOGGER.atWarn()
                        .addKeyValue("listeners", names)
                        .addKeyValue("reason", outcome.reason())
                        .log("the changed files are not used; what was in use before stays in use");
                beans.refused(List.of(names.split(",", -1)));
                record("refused", names, "reason", outcome.reason(), base);
            }
        }
    }

    /** What will fail if nobody does anything, once a day; the start has said it too. */
    private void warn(Instant now) {
        if (now.isBefore(warnedAt.plus(WARNED_EVERY))) {
            return;
        }
        warnedAt = now;
        zooKeeper.ifPresent(material -> warn(material, ZOOKEEPER, now));
        stores.inUse().forEach((material, names) -> warn(material, names, now));
    }

    private static void warn(LiveMaterial material, String names, Instant now) {
        material.current()
                .warnings(now)
                .forEach(warning ->
                        LOGGER.atWarn().addKeyValue("listeners", names).log(warning));
    }

    /** Says that handshakes are made with other keys and certificates from now on, wherever they came from. */
    static void replaced(String names, String certificate, Foundation base) {
        LOGGER.atInfo()
                .addKeyValue("listeners", names)
                .addKeyValue("certificate", certificate)
                .log("new keys and certificates in use");
        record("accepted", names, "certificate", certificate, base);
    }

    static void record(String outcome, String names, String key, String value, Foundation base) {
        base.audit()
                .record(new AuditEvent("tls.reload", outcome, Map.of())
                        .with("listeners", names)
                        .with(key, value));
    }
}
