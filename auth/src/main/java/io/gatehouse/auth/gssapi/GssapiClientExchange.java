package io.gatehouse.auth.gssapi;

import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.auth.sasl.FailedExchange;
import io.gatehouse.auth.sasl.SaslClientExchange;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Optional;
import javax.security.auth.Subject;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;

/**
 * One GSSAPI exchange, the client's side (RFC 4752 section 3.1): a ticket for the server, which has to prove that it could open
 * it, and no security layer, because there is TLS around all this.
 */
final class GssapiClientExchange implements SaslClientExchange {
    private static final int NO_LAYER = 1;
    private static final int OFFER_BYTES = 4;

    private final KerberosProof proof;
    private final String server;
    private Optional<Subject> subject = Optional.empty();
    private Optional<GSSContext> context = Optional.empty();
    private Step step = this::proven;

    /** @param server {@code service@host} */
    GssapiClientExchange(KerberosProof proof, String server) {
        this.proof = proof;
        this.server = server;
    }

    @Override
    public byte[] first() throws FailedExchange {
        subject = Optional.of(proof.subject());
        return asUs(() -> {
            GSSManager manager = GSSManager.getInstance();
            GSSContext begun = manager.createContext(
                    manager.createName(server, GSSName.NT_HOSTBASED_SERVICE),
                    new Oid(KerberosService.KERBEROS),
                    null,
                    GSSContext.DEFAULT_LIFETIME);
            begun.requestMutualAuth(true);
            begun.requestInteg(true);
            begun.requestConf(false);
            begun.requestCredDeleg(false);
            context = Optional.of(begun);
            return begun.initSecContext(new byte[0], 0, 0);
        });
    }

    @Override
    public Optional<byte[]> next(byte[] token) throws FailedExchange {
        Step current = step;
        step = GssapiClientExchange::spent;
        boolean goesOn = false;
        try {
            Optional<byte[]> answer = current.take(token);
            goesOn = answer.isPresent();
            return answer;
        } finally {
            if (!goesOn) {
                forget();
            }
        }
    }

    private Optional<byte[]> proven(byte[] token) throws FailedExchange {
        GSSContext begun = context.orElseThrow(() -> new FailedExchange("it speaks first"));
        byte[] more = asUs(() -> Optional.ofNullable(begun.initSecContext(token, 0, token.length))
                .orElse(new byte[0]));
        if (!begun.isEstablished() || !begun.getMutualAuthState() || more.length > 0) {
            throw new FailedExchange("it does not prove that it is " + server);
        }
        step = offer -> chosen(begun, offer);
        return Optional.of(new byte[0]);
    }

    private Optional<byte[]> chosen(GSSContext established, byte[] token) throws FailedExchange {
        byte[] offer = asUs(() -> established.unwrap(token, 0, token.length, new MessageProp(0, false)));
        if (offer.length != OFFER_BYTES || (offer[0] & NO_LAYER) == 0) {
            throw new FailedExchange("it wants a security layer of its own inside TLS");
        }
        byte[] choice = {NO_LAYER, 0, 0, 0};
        step = GssapiClientExchange::accepted;
        return Optional.of(asUs(() -> established.wrap(choice, 0, choice.length, new MessageProp(0, false))));
    }

    private static Optional<byte[]> accepted(byte[] token) throws FailedExchange {
        if (token.length > 0) {
            throw new FailedExchange("it says more than GSSAPI has to say");
        }
        return Optional.empty();
    }

    private static Optional<byte[]> spent(byte[] token) throws FailedExchange {
        throw new FailedExchange("it goes on after the end of the exchange");
    }

    private byte[] asUs(PrivilegedExceptionAction<byte[]> action) throws FailedExchange {
        try {
            return Subject.doAs(subject.orElseThrow(), action);
        } catch (PrivilegedActionException e) {
            throw new FailedExchange("Kerberos, for " + server + ": "
                    + PeerText.escaped(String.valueOf(e.getException().getMessage())));
        } catch (RuntimeException e) {
            // The JDK reads what a peer sent, and does not promise to tell what is wrong with it by its own exceptions.
            throw new FailedExchange(
                    "Kerberos, for " + server + ": " + e.getClass().getSimpleName());
        }
    }

    private void forget() {
        context.ifPresent(used -> {
            try {
                used.dispose();
            } catch (GSSException e) {
                // It has no keys left to wipe.
            }
        });
        context = Optional.empty();
    }

    private interface Step {
        Optional<byte[]> take(byte[] token) throws FailedExchange;
    }
}
