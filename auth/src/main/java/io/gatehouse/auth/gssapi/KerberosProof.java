package io.gatehouse.auth.gssapi;

import com.sun.security.auth.module.Krb5LoginModule;
import io.gatehouse.auth.sasl.FailedExchange;
import io.gatehouse.auth.sasl.SaslClientExchange;
import io.gatehouse.auth.sasl.SaslProof;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.LoginException;

/**
 * This broker's keytab, by which it proves itself to other brokers with tickets. A ticket is asked for when the first is needed
 * and anew when most of the time of the one before is over; it is kept in memory and nowhere else, and no ticket cache is read.
 * The JDK's login module for Kerberos is used as the class that it is: no JAAS configuration names it. Thread: any that may
 * wait for a KDC.
 */
public final class KerberosProof implements SaslProof {
    /** The share of a ticket's time after which it is not used for a new log-in; sessions are renewed later than that. */
    private static final double USED_UP = 0.8;

    private static final String TICKET_GRANTING = "krbtgt";

    private final String principal;
    private final Path keyTab;
    private final String service;
    private final InstantSource clock;
    private Optional<LogIn> current = Optional.empty();

    private record LogIn(Subject subject, Instant staleAt, Instant end) {}

    /**
     * @param principal whose keys are in the keytab
     * @param service what other brokers are called to Kerberos, without their host
     */
    public KerberosProof(String principal, Path keyTab, String service, InstantSource clock) {
        this.principal = principal;
        this.keyTab = keyTab;
        this.service = service;
        this.clock = clock;
    }

    /** The principal with its realm. */
    public static String wholeName(String principal) {
        return new KerberosPrincipal(principal).getName();
    }

    @Override
    public String mechanism() {
        return GssapiMechanism.NAME;
    }

    @Override
    public String user() {
        return principal;
    }

    @Override
    public SaslClientExchange begin(String host) {
        return new GssapiClientExchange(this, service + "@" + host);
    }

    /** With a ticket that other tickets can be had for. */
    synchronized Subject subject() throws FailedExchange {
        Instant now = clock.instant();
        if (current.isEmpty() || !now.isBefore(current.get().staleAt())) {
            try {
                current = Optional.of(logIn());
            } catch (LoginException e) {
                if (current.filter(known -> now.isBefore(known.end())).isEmpty()) {
                    throw new FailedExchange("the KDC gives no ticket for " + principal + " with keytab " + keyTab
                            + ": " + e.getMessage());
                }
            }
        }
        return current.orElseThrow().subject();
    }

    private LogIn logIn() throws LoginException {
        Subject subject = new Subject();
        Krb5LoginModule kerberos = new Krb5LoginModule();
        kerberos.initialize(
                subject,
                callbacks -> {}, // It asks nobody, having a keytab.
                Map.of(),
                Map.of(
                        "useKeyTab", "true",
                        "keyTab", keyTab.toString(),
                        "principal", principal,
                        "doNotPrompt", "true",
                        "useTicketCache", "false",
                        "isInitiator", "true"));
        if (!kerberos.login() || !kerberos.commit()) {
            throw new LoginException("no log-in");
        }
        KerberosTicket ticket = subject.getPrivateCredentials(KerberosTicket.class).stream()
                .filter(found -> found.getServer().getName().startsWith(TICKET_GRANTING))
                .findFirst()
                .orElseThrow(() -> new LoginException("no ticket"));
        Instant end = ticket.getEndTime().toInstant();
        Instant start = clock.instant();
        Duration life = Duration.between(start, end);
        return new LogIn(subject, start.plusMillis((long) (life.toMillis() * USED_UP)), end);
    }
}
