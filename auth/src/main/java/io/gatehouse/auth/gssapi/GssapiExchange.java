package io.gatehouse.auth.gssapi;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;

/**
 * One GSSAPI exchange, the server's side (RFC 4752 section 3.2): the client's ticket, an answer if the client wants one and
 * the client's nothing after it, our offer of no security layer, the client's choice of it. No layer, because there is TLS
 * around all this (CONFORMANCE GSS-05, attack 116).
 */
final class GssapiExchange implements SaslExchange {
    private static final int NO_LAYER = 1;

    /** The layer, and how much the client would take at once, which says nothing where there is none. */
    private static final int CHOICE_BYTES = 4;

    /** A choice with the longest name in it, and what GSS wraps around it. */
    private static final int CHOICE_TOKEN_MAX = 4 * KerberosName.CHARS_MAX + 128;

    private final KerberosService service;
    private final KerberosNames names;
    private final ReplayJournal replays;
    private Step step = this::ticket;
    private Optional<GSSContext> context = Optional.empty();
    private Optional<Instant> end = Optional.empty();
    private volatile String user = "";

    GssapiExchange(KerberosService service, KerberosNames names, ReplayJournal replays) {
        this.service = service;
        this.names = names;
        this.replays = replays;
    }

    /** It decrypts, and reads the keytab where that has changed. */
    @Override
    public boolean slow() {
        return true;
    }

    @Override
    public RoundResult evaluate(byte[] token, Instant now) {
        Step current = step;
        step = GssapiExchange::spent; // Whatever follows: a failed or finished exchange takes no more tokens.
        RoundResult result;
        try {
            result = current.take(token, now);
        } catch (MalformedToken e) {
            result = new RoundResult.Refused(user, e.auditReason());
        } catch (GSSException e) {
            result = KerberosRefusal.of(user, e);
        } catch (RuntimeException e) {
            // The JDK reads what a peer sent, and does not promise to tell what is wrong with it by its own exceptions.
            result = new RoundResult.Refused(user, "kerberos: " + e);
        }
        if (!(result instanceof RoundResult.Challenge)) {
            forget();
        }
        return result;
    }

    /** The whole name, realm and all, as the ticket has it. */
    @Override
    public String claimed() {
        return user;
    }

    private RoundResult ticket(byte[] token, Instant now) throws MalformedToken, GSSException {
        ApRequest request = ApRequest.parse(token);
        GSSContext begun = service.begin();
        context = Optional.of(begun);
        byte[] answer = begun.acceptSecContext(token, 0, token.length);
        if (!begun.isEstablished()) {
            throw new MalformedToken("kerberos-wants-more-rounds");
        }
        user = begun.getSrcName().toString();
        end = service.end(request.ticket());
        if (end.isEmpty()) {
            throw new MalformedToken("ticket-without-end");
        }
        if (!firstSeen(request, now)) {
            return RoundResult.Refused.passing(user, KerberosRefusal.REPLAYED);
        }
        if (answer == null || answer.length == 0) {
            return offer(begun);
        }
        step = (nothing, later) -> {
            if (nothing.length != 0) {
                throw new MalformedToken("unexpected-token");
            }
            return offer(begun);
        };
        return new RoundResult.Challenge(answer);
    }

    /** What cannot be written down might come again after a restart, so nobody is let in then. */
    private boolean firstSeen(ApRequest request, Instant now) throws MalformedToken {
        try {
            return replays.first(request.authenticator().cipherText(), now);
        } catch (IOException e) {
            throw new MalformedToken("replay-journal: " + e);
        }
    }

    private RoundResult offer(GSSContext established) throws GSSException {
        byte[] offer = {NO_LAYER, 0, 0, 0};
        byte[] wrapped = established.wrap(offer, 0, offer.length, new MessageProp(0, false));
        step = (token, now) -> choice(established, token);
        return new RoundResult.Challenge(wrapped);
    }

    private RoundResult choice(GSSContext established, byte[] token) throws MalformedToken, GSSException {
        if (token.length > CHOICE_TOKEN_MAX) {
            throw new MalformedToken("token-too-long");
        }
        byte[] choice = established.unwrap(token, 0, token.length, new MessageProp(0, false));
        if (choice.length < CHOICE_BYTES) {
            throw new MalformedToken("malformed-security-layer");
        }
        if (choice[0] != NO_LAYER) {
            throw new MalformedToken("security-layer-wanted");
        }
        return authorize(text(ByteBuffer.wrap(choice, CHOICE_BYTES, choice.length - CHOICE_BYTES)));
    }

    /**
     * CONFORMANCE GSS-18. kafka-python sends the name of the service that it talks to; that is ours, and known exactly, so
     * nothing is left to a peer's choice.
     */
    private RoundResult authorize(String authorization) {
        if (!authorization.isEmpty() && !authorization.equals(user) && !authorization.equals(service.asClientsAsk())) {
            return new RoundResult.Refused(user, RoundResult.OTHER_AUTHORIZATION_ID);
        }
        KerberosNames.Local local = names.map(user);
        if (!local.known()) {
            return new RoundResult.Refused(user, local.refusal());
        }
        // A realm or an instance that a rule takes away is not lost to the audit log: it is what tells alice from
        // alice/admin (attack 115).
        return RoundResult.Accepted.byTheClientsLastWord(VerifiedPrincipal.user(local.name()), end, user);
    }

    private static String text(ByteBuffer bytes) throws MalformedToken {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString(); // Reports what is malformed.
        } catch (CharacterCodingException e) {
            throw new MalformedToken("malformed-utf8");
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

    private static RoundResult spent(byte[] token, Instant now) throws MalformedToken {
        throw new MalformedToken("exchange-is-over");
    }

    private interface Step {
        RoundResult take(byte[] token, Instant now) throws MalformedToken, GSSException;
    }
}
