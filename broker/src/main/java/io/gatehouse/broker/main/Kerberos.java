package io.gatehouse.broker.main;

import io.gatehouse.auth.gssapi.GssapiMechanism;
import io.gatehouse.auth.gssapi.KerberosFailure;
import io.gatehouse.auth.gssapi.KerberosNames;
import io.gatehouse.auth.gssapi.KerberosService;
import io.gatehouse.auth.gssapi.ReplayJournal;
import io.gatehouse.auth.sasl.SaslMechanism;
import io.gatehouse.broker.config.GssapiSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kerberos for the listeners that offer it: a service for each, and one journal of the log-ins that this broker has seen.
 * Thread: the one that starts the broker, later the one that opens listeners.
 */
final class Kerberos implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Kerberos.class);

    private final List<Path> folders;
    private final Foundation base;
    private Optional<ReplayJournal> journal = Optional.empty();

    /** @param folders the journal is kept in the first that can be written to */
    Kerberos(List<Path> folders, Foundation base) {
        this.folders = folders;
        this.base = base;
    }

    synchronized SaslMechanism mechanism(GssapiSettings settings) {
        KerberosService service = KerberosService.open(settings.principal(), settings.keyTab());
        LOGGER.atInfo()
                .addKeyValue("principal", settings.principal())
                .addKeyValue("keytab", settings.keyTab())
                .addKeyValue("default_realm", service.defaultRealm().orElse("none"))
                .log("Kerberos log-ins are taken");
        return new GssapiMechanism(
                service,
                KerberosNames.parse(settings.rules(), service.defaultRealm()),
                journal.orElseGet(this::openJournal));
    }

    private ReplayJournal openJournal() {
        KerberosFailure last = null;
        for (Path folder : folders) {
            try {
                ReplayJournal opened = ReplayJournal.open(folder, base.clock().instant());
                journal = Optional.of(opened);
                return opened;
            } catch (KerberosFailure e) {
                last = e;
            }
        }
        throw last == null ? new StartFailure("log.dirs is empty (expected: a folder)") : last;
    }

    @Override
    public synchronized void close() {
        journal.ifPresent(ReplayJournal::close);
    }
}
