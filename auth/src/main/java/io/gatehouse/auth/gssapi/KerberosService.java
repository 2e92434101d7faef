package io.gatehouse.auth.gssapi;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.Oid;

/**
 * Who a listener is to Kerberos: a service principal and the keytab with its keys (CONFORMANCE GSS-01, GSS-04). Tickets for
 * anybody else do not open, even where the keytab has their keys (GSS-14, attack 113). The file is read again when it has
 * changed, so keys can be rotated while the broker runs. No KDC is ever asked (attack 118). Thread: any.
 */
public final class KerberosService {
    static final String KERBEROS = "1.2.840.113554.1.2.2";
    private static final String KERBEROS_NAME = "1.2.840.113554.1.2.2.1";
    private static final DateTimeFormatter KERBEROS_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");

    /** Takes replays for new requests when it says none (attack 111). */
    private static final String REPLAY_CACHE = "sun.security.krb5.rcache";

    private final KerberosPrincipal principal;
    private final KeyTab keys;
    private final GSSManager manager;
    private final GSSCredential credential;

    private KerberosService(KerberosPrincipal principal, KeyTab keys, GSSManager manager, GSSCredential credential) {
        this.principal = principal;
        this.keys = keys;
        this.manager = manager;
        this.credential = credential;
    }

    /** @throws KerberosFailure saying what an operator has to mend */
    public static KerberosService open(String name, Path keyTab) {
        if ("none".equals(System.getProperty(REPLAY_CACHE))) {
            throw new KerberosFailure(
                    "-D" + REPLAY_CACHE + "=none lets whoever has seen a log-in repeat it (expected: no such option)");
        }
        KerberosPrincipal principal = principal(name);
        KeyTab keys = KeyTab.getInstance(principal, keyTab.toFile());
        checkKeys(principal, keys, keyTab);
        // What the JDK's login module for Kerberos leaves behind for a service with a keytab, without loading any
        // module.
        Subject service = new Subject(true, Set.of(principal), Set.of(), Set.of(keys));
        GSSManager manager = GSSManager.getInstance();
        try {
            PrivilegedExceptionAction<GSSCredential> acquire = () -> manager.createCredential(
                    manager.createName(principal.getName(), new Oid(KERBEROS_NAME)),
                    GSSCredential.INDEFINITE_LIFETIME,
                    new Oid(KERBEROS),
                    GSSCredential.ACCEPT_ONLY);
            return new KerberosService(principal, keys, manager, Subject.doAs(service, acquire));
        } catch (PrivilegedActionException e) {
            throw new KerberosFailure(
                    "Kerberos takes no log-ins for " + principal + ": "
                            + e.getException().getMessage(),
                    e);
        }
    }

    private static KerberosPrincipal principal(String name) {
        try {
            KerberosPrincipal principal = new KerberosPrincipal(name);
            if (KerberosName.parse(principal.getName())
                    .filter(parts -> parts.components().size() == 2)
                    .isPresent()) {
                return principal;
            }
            throw new KerberosFailure("Kerberos principal " + name + " (expected: service/host@REALM)");
        } catch (IllegalArgumentException e) {
            throw new KerberosFailure(
                    "Kerberos principal " + name + ": " + e.getMessage()
                            + " (expected: service/host@REALM, and -Djava.security.krb5.conf=FILE if there is no"
                            + " /etc/krb5.conf)",
                    e);
        }
    }

    private static void checkKeys(KerberosPrincipal principal, KeyTab keys, Path keyTab) {
        KerberosKey[] found = keys.getKeys(principal);
        if (found.length == 0) {
            throw new KerberosFailure("keytab " + keyTab + " has no key of " + principal
                    + " that may be used (expected: one with AES; klist -ket " + keyTab + " lists what it has)");
        }
        for (KerberosKey key : found) {
            if (!Encrypted.STRONG.contains(key.getKeyType())) {
                throw new KerberosFailure("keytab " + keyTab + " has a key of " + principal + " with encryption type "
                        + key.getKeyType() + ", and krb5.conf allows it (expected: keys with AES only, or no"
                        + " allow_weak_crypto in krb5.conf)");
            }
        }
    }

    /** The service as clients ask for it: {@code service@host}. */
    String asClientsAsk() {
        KerberosName name = KerberosName.parse(principal.getName()).orElseThrow();
        return name.first() + "@" + name.components().get(1);
    }

    /** The realm whose names the rule DEFAULT is for: the JVM's, or this service's where the JVM has none. */
    public Optional<String> defaultRealm() {
        try {
            return Optional.of(new KerberosPrincipal("nobody").getRealm());
        } catch (IllegalArgumentException e) {
            return Optional.of(principal.getRealm());
        }
    }

    GSSContext begin() throws GSSException {
        return manager.createContext(credential);
    }

    /** When a ticket ends that was opened with this service's keys; empty where it cannot be read (attack 119). */
    Optional<Instant> end(Encrypted ticket) {
        for (KerberosKey key : keys.getKeys(principal)) {
            if (key.getKeyType() == ticket.type()) {
                try {
                    Optional<byte[]> opened =
                            new TicketCipher(ticket.type(), key.getEncoded()).open(ticket.cipherText());
                    if (opened.isPresent()) {
                        return Optional.of(end(opened.get()));
                    }
                } catch (GeneralSecurityException | MalformedToken | DateTimeException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** RFC 4120 section 5.3: the fields of EncTicketPart up to its end. */
    private static Instant end(byte[] ticketPart) throws MalformedToken {
        Der part = new Der(ticketPart).enter(Der.application(3)).only(Der.SEQUENCE);
        for (int field = 0; field < 6; field++) {
            part.skip(Der.field(field));
        }
        if (part.next(Der.field(6))) {
            part.skip(Der.field(6));
        }
        byte[] time = part.enter(Der.field(7)).only(Der.TIME).rest();
        return LocalDateTime.parse(new String(time, StandardCharsets.US_ASCII), KERBEROS_TIME)
                .toInstant(ZoneOffset.UTC);
    }
}
