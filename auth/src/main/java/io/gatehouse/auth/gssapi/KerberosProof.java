package io.gatehouse.auth.gssapi;

import com.sun.security.auth.module.Krb5LoginModule;
import io.gatehouse.auth.sasl.FailedExchange;
import io.gatehouse.auth.sasl.RenewedProof;
import io.gatehouse.auth.sasl.SaslClientExchange;
import io.gatehouse.auth.sasl.SaslProof;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
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
    private static final String TICKET_GRANTING = "krbtgt";

    private final String principal;
    private final Path keyTab;
    private final String service;
    private final RenewedProof<Subject> ticket;

    /**
     * @param principal whose keys are in the keytab
     * @param service what other brokers are called to Kerberos, without their host
     */
    public KerberosProof(String principal, Path keyTab, String service, InstantSource clock) {
        this.principal = principal;
        this.keyTab = keyTab;
        this.service = service;
        this.ticket = new RenewedProof<>(clock, this::given);
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
    Subject subject() throws FailedExchange {
        return ticket.current();
    }

    private RenewedProof.Given<Subject> given(Instant now) throws IOException {
        try {
            return logIn();
        } catch (LoginException e) {
            throw new IOException(
                    "the KDC gives no ticket for " + principal + " with keytab " + keyTab + ": " + e.getMessage(), e);
        }
    }

    private RenewedProof.Given<Subject> logIn() throws LoginException {
        Subject subject = new Subject();
        Krb5LoginModule kerberos = new Krb5LoginModule();
        kerberos.initialize(
                subject,
                callbacks -> {}, // It asks nobody, having a keytab.
                Map.of(),
                KeyTabLogIn.options(principal, keyTab));
        if (!kerberos.login() || !kerberos.commit()) {
            throw new LoginException("no log-in");
        }
        KerberosTicket granting = subject.getPrivateCredentials(KerberosTicket.class).stream()
                .filter(found -> found.getServer().getName().startsWith(TICKET_GRANTING))
                .findFirst()
                .orElseThrow(() -> new LoginException("no ticket"));
        return new RenewedProof.Given<>(subject, granting.getEndTime().toInstant());
    }
}
