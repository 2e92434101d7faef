package io.gatehouse.broker.session;

import static io.gatehouse.broker.wire.ApiKey.API_VERSIONS;
import static io.gatehouse.broker.wire.ApiKey.SASL_AUTHENTICATE;
import static io.gatehouse.broker.wire.ApiKey.SASL_HANDSHAKE;

import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.session.ConnectionState.Authenticating;
import io.gatehouse.broker.session.ConnectionState.AwaitingHandshake;
import io.gatehouse.broker.session.ConnectionState.AwaitingTransport;
import io.gatehouse.broker.session.ConnectionState.Closed;
import io.gatehouse.broker.session.ConnectionState.Contradictory;
import io.gatehouse.broker.session.ConnectionState.ReAuthenticating;
import io.gatehouse.broker.session.ConnectionState.Ready;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RequestHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a connection may do next (CONFORMANCE SAX-01..13). Decides and remembers, reads and writes nothing. There is no
 * session, and so no principal, before the transport or the exchange has completed; after anything illegal the connection
 * is closed for good and whatever still comes is hung up on. Thread: the connection's event loop.
 */
public final class ConnectionMachine {
    /**
     * A log-in takes four or five requests: one or two ApiVersions, one handshake, two tokens. More from a stranger is
     * work that nobody asked for (attack 18).
     */
    static final int REQUESTS_BEFORE_READY_MAX = 8;

    /** A peer that proves itself again and again has work done that nobody asked for (RAU-03, attack 63). */
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    private static final String EXPIRED = "credential-expired";

    private final ListenerPolicy policy;
    private final String host;
    private final Supplier<String> ids;
    private ConnectionState state = new AwaitingTransport();
    private int requestsBeforeReady;

    /**
     * @param host the peer's address as access rules know it
     * @param ids fresh short texts, for sessions and diagnostic ids
     */
    public ConnectionMachine(ListenerPolicy policy, String host, Supplier<String> ids) {
        this.policy = policy;
        this.host = host;
        this.ids = ids;
    }

    public ConnectionState state() {
        return state;
    }

    /** Who is at the other end, once that is known. */
    public Optional<Session> session() {
        if (state instanceof Ready ready) {
            return Optional.of(ready.session());
        }
        return state instanceof ReAuthenticating again ? Optional.of(again.session()) : Optional.empty();
    }

    /**
     * TLS is established, or there is none and TCP is: a listener without SASL is ready now.
     *
     * @param certificateName the client certificate's distinguished name, empty if there is no certificate
     * @return Serve, Converse or HangUp
     */
    public Admission onTransportReady(Optional<String> certificateName, Instant now) {
        AwaitingTransport awaiting = in(AwaitingTransport.class);
        if (policy.sasl()) {
            state = awaiting.askForSasl(); // The certificate is not the identity here (attack 69).
            return new Admission.Converse();
        }
        Optional<Session> session = certificateName.isEmpty()
                ? Optional.of(open(VerifiedPrincipal.ANONYMOUS, "NONE", now))
                : certificateName
                        .flatMap(policy.certificateNames()::map)
                        .map(name -> open(VerifiedPrincipal.user(name), "SSL", now)
                                .until(
                                        Optional.empty(),
                                        policy.certificateNames().groups(certificateName.get())));
        if (session.isEmpty()) {
            return hangUp("no-principal-mapping-rule"); // CONFORMANCE PMR-08: no fallback to the name itself.
        }
        return serve(awaiting, session.get(), now);
    }

    private Admission serve(AwaitingTransport awaiting, Session session, Instant now) {
        Optional<String> blocked = policy.doorkeeper().refusal(session.principal(), host, now);
        if (blocked.isPresent()) {
            return hangUp(blocked.get());
        }
        state = awaiting.serve(session);
        return new Admission.Serve(session);
    }

    /**
     * The same on a listener without SASL where somebody else says who a peer is.
     *
     * @param principal empty: nobody who may come in
     */
    public Admission onTransportReady(Optional<VerifiedPrincipal> principal, boolean certificate, Instant now) {
        AwaitingTransport awaiting = in(AwaitingTransport.class);
        if (principal.isEmpty()) {
            return hangUp("plug-in-refused");
        }
        return serve(awaiting, open(principal.get(), certificate ? "SSL" : "NONE", now), now);
    }

    /** Decides on a request from its header; the body has not been looked at. */
    public Admission onRequest(RequestHeader header, Instant now) {
        if (state instanceof Ready ready) {
            return onKnownPeer(ready, header, now);
        }
        if (state instanceof ReAuthenticating) {
            return is(header, SASL_AUTHENTICATE)
                    ? new Admission.Converse()
                    : illegal(header, "request-during-re-authentication");
        }
        if (state instanceof Contradictory) {
            return hangUp("re-authentication-by-another-mechanism");
        }
        requestsBeforeReady++;
        if (requestsBeforeReady > REQUESTS_BEFORE_READY_MAX) {
            return hangUp("too-many-requests-before-authentication");
        }
        if (state instanceof AwaitingHandshake awaiting) {
            return onStranger(awaiting, header);
        }
        if (state instanceof Authenticating) {
            return is(header, SASL_AUTHENTICATE)
                    ? new Admission.Converse()
                    : illegal(header, "request-during-authentication");
        }
        return hangUp(state instanceof Closed ? "request-after-close" : "request-before-transport");
    }

    /** ApiVersions was answered with this code; only an answer without an error may not be asked for again (SAX-01). */
    public void onVersionsAnswered(ErrorCode error) {
        if (state instanceof AwaitingHandshake awaiting && error == ErrorCode.NONE) {
            state = awaiting.answerVersions();
        }
    }

    /** The body of an admitted SaslHandshake. */
    public HandshakeAnswer onHandshake(String mechanism, Instant now) {
        if (state instanceof Ready ready) {
            return onHandshakeAgain(ready, mechanism, now);
        }
        AwaitingHandshake awaiting = in(AwaitingHandshake.class);
        SaslMechanism chosen = policy.mechanisms().get(mechanism);
        if (chosen == null) {
            state = state.close();
            return new HandshakeAnswer(
                    ErrorCode.UNSUPPORTED_SASL_MECHANISM, policy.offered(), true, "unsupported-mechanism");
        }
        state = awaiting.begin(chosen.name(), chosen.begin());
        return new HandshakeAnswer(ErrorCode.NONE, policy.offered(), false, "");
    }

    /** Whether the work for the next token is nothing for an event loop. */
    public boolean slow() {
        return exchange().filter(SaslExchange::slow).isPresent();
    }

    /** The body of an admitted SaslAuthenticate, worked out at once; what comes of it is for {@link #onRound}. */
    public RoundResult result(byte[] token, Instant now) {
        return current().evaluate(token, now);
    }

    /** The same as work for any thread, while nothing else is told to this machine. */
    public Supplier<CompletionStage<RoundResult>> round(byte[] token, Instant now) {
        SaslExchange exchange = current();
        return () -> exchange.answer(token, now);
    }

    /** The name that the peer says is its own, as far as the exchange, or what came of it, tells. */
    public String claimed(RoundResult result) {
        return exchange()
                .map(SaslExchange::claimed)
                .filter(name -> !name.isEmpty())
                .orElseGet(() -> result.fold(
                        challenge -> "", accepted -> accepted.principal().name(), RoundResult.Refused::user));
    }

    private SaslExchange current() {
        return exchange().orElseGet(() -> in(Authenticating.class).exchange());
    }

    /** The peer has gone: what it would have been told, if it was refused already. */
    public Optional<TokenAnswer.Refused> onPeerGone() {
        return exchange().flatMap(exchange -> {
            String mechanism = mechanism();
            return exchange.unfinished()
                    .or(() -> policy.honeytokens().abandoned(mechanism, exchange))
                    .map(refused ->
                            refuse(mechanism, refused, id -> PublicSentence.of(mechanism, refused.auditReason(), id)));
        });
    }

    /** By which the peer is proving itself now. */
    public String mechanism() {
        return state instanceof ReAuthenticating again
                ? again.session().mechanism()
                : in(Authenticating.class).mechanism();
    }

    private Optional<SaslExchange> exchange() {
        if (state instanceof Authenticating authenticating) {
            return Optional.of(authenticating.exchange());
        }
        return state instanceof ReAuthenticating again ? Optional.of(again.exchange()) : Optional.empty();
    }

    /**
     * What came of a round, where nobody succeeds who is not to get in: whoever sets a pace by it must not see a difference.
     * Asked again it says the same, or refuses who has been blocked meanwhile.
     */
    public RoundResult judged(RoundResult round, Instant now) {
        return policy.doorkeeper().judged(policy.honeytokens().judged(mechanism(), current(), round), host, now);
    }

    public TokenAnswer onRound(RoundResult round, Instant now) {
        RoundResult result = judged(round, now);
        if (state instanceof ReAuthenticating again) {
            return onRoundAgain(again, result, now);
        }
        Authenticating authenticating = in(Authenticating.class);
        return result.<TokenAnswer>fold(
                challenge -> new TokenAnswer.Challenge(challenge.token()),
                accepted -> accept(authenticating, accepted, now),
                refused -> refuse(
                        authenticating.mechanism(),
                        refused,
                        id -> PublicSentence.of(authenticating.mechanism(), refused.auditReason(), id)));
    }

    /** The connection is gone or must go. */
    public void close() {
        state = state.close();
    }

    private HandshakeAnswer onHandshakeAgain(Ready ready, String mechanism, Instant now) {
        if (!mechanism.equals(ready.session().mechanism())) {
            state = ready.contradict();
            return new HandshakeAnswer(ErrorCode.NONE, policy.offered(), false, "");
        }
        SaslMechanism same =
                Optional.ofNullable(policy.mechanisms().get(mechanism)).orElseThrow();
        state = ready.begin(same.begin(), now);
        return new HandshakeAnswer(ErrorCode.NONE, policy.offered(), false, "");
    }

    private TokenAnswer onRoundAgain(ReAuthenticating again, RoundResult result, Instant now) {
        String mechanism = again.session().mechanism();
        return result.<TokenAnswer>fold(
                challenge -> new TokenAnswer.Challenge(challenge.token()),
                accepted -> acceptAgain(again, accepted, now),
                refused ->
                        refuse(mechanism, refused, id -> PublicSentence.again(mechanism, refused.auditReason(), id)));
    }

    private TokenAnswer acceptAgain(ReAuthenticating again, RoundResult.Accepted accepted, Instant now) {
        Session before = again.session();
        if (!accepted.principal().equals(before.principal())) { // RAU-04, attack 62.
            return refuse(
                    before.mechanism(),
                    new RoundResult.Refused(accepted.principal().name(), "other-principal"),
                    id -> PublicSentence.otherPrincipal(before.principal(), accepted.principal(), id));
        }
        Optional<Instant> end = end(before.mechanism(), accepted.expiresAt(), now);
        if (end.filter(instant -> !now.isBefore(instant)).isPresent()) {
            return refuse(
                    before.mechanism(),
                    new RoundResult.Refused(before.principal().name(), EXPIRED),
                    id -> PublicSentence.again(before.mechanism(), EXPIRED, id));
        }
        Session renewed = before.until(end, accepted.groups());
        state = again.accept(renewed);
        return new TokenAnswer.Accepted(accepted, renewed, lifetime(end, now));
    }

    private TokenAnswer.Refused refuse(
            String mechanism, RoundResult.Refused refused, Function<String, String> sentence) {
        state = state.close();
        String id = ids.get();
        return new TokenAnswer.Refused(
                sentence.apply(id),
                id,
                mechanism,
                refused.user(),
                refused.auditReason(),
                refused.passing(),
                refused.detail());
    }

    /** When a log-in has to be made again: its own end, or the listener's rule. */
    private Optional<Instant> end(String mechanism, Optional<Instant> own, Instant now) {
        Optional<Instant> ruled =
                Optional.ofNullable(policy.lifetimes().get(mechanism)).map(now::plus);
        return own.isPresent() && ruled.isPresent()
                ? own.filter(ruled.get()::isAfter).or(() -> ruled)
                : own.or(() -> ruled);
    }

    private static Duration lifetime(Optional<Instant> end, Instant now) {
        return end.map(instant -> Duration.between(now, instant)).orElse(Duration.ZERO);
    }

    private Admission onKnownPeer(Ready ready, RequestHeader header, Instant now) {
        Session session = ready.session();
        if (mayProveAgain(ready, header, now)) {
            return new Admission.Converse(); // Even when the time is over (RAU-05).
        }
        if (session.expiresAt().filter(end -> !now.isBefore(end)).isPresent()) {
            return hangUp("session-expired"); // CONFORMANCE RAU-05.
        }
        if (is(header, SASL_HANDSHAKE) || is(header, SASL_AUTHENTICATE)) {
            return new Admission.Refuse(
                    ErrorCode.ILLEGAL_SASL_STATE, // SAX-09, SAX-10: the connection stays.
                    policy.sasl()
                            ? "SASL request received after successful authentication"
                            : "SASL request received on a listener without SASL",
                    "sasl-request-when-ready",
                    false);
        }
        return new Admission.Serve(session);
    }

    /** RAU-03; with version 0 its tokens could not be told from requests. */
    private boolean mayProveAgain(Ready ready, RequestHeader header, Instant now) {
        return policy.sasl()
                && is(header, SASL_HANDSHAKE)
                && header.apiVersion() > 0
                && ready.session().expiresAt().isPresent()
                && !now.isBefore(ready.provedSince().plus(AGAIN_AFTER));
    }

    private Admission onStranger(AwaitingHandshake awaiting, RequestHeader header) {
        if (is(header, SASL_HANDSHAKE)) {
            // SAX-03: after version 0 the tokens come without a header, straight to onToken; kafka-python needs that.
            return new Admission.Converse();
        }
        if (is(header, API_VERSIONS) && !awaiting.versionsAnswered()) {
            return new Admission.Converse();
        }
        return illegal(header, "request-before-authentication");
    }

    /** An answer only where it needs no body decoder; strangers get no others (attack 17). */
    private Admission illegal(RequestHeader header, String auditReason) {
        if (!is(header, API_VERSIONS) && !is(header, SASL_HANDSHAKE) && !is(header, SASL_AUTHENTICATE)) {
            return hangUp(auditReason);
        }
        state = state.close();
        return new Admission.Refuse(
                ErrorCode.ILLEGAL_SASL_STATE,
                "Request is not allowed at this point of the SASL exchange",
                auditReason,
                true);
    }

    private TokenAnswer accept(Authenticating authenticating, RoundResult.Accepted accepted, Instant now) {
        Optional<Instant> expiresAt = end(authenticating.mechanism(), accepted.expiresAt(), now);
        if (expiresAt.filter(end -> !now.isBefore(end)).isPresent()) {
            return refuse(
                    authenticating.mechanism(),
                    new RoundResult.Refused(accepted.principal().name(), EXPIRED),
                    id -> PublicSentence.of(authenticating.mechanism(), EXPIRED, id));
        }
        Session session = new Session(
                ids.get(),
                accepted.principal(),
                authenticating.mechanism(),
                policy.listener(),
                host,
                now,
                expiresAt,
                accepted.byToken(),
                accepted.groups());
        state = authenticating.accept(session);
        return new TokenAnswer.Accepted(accepted, session, lifetime(expiresAt, now));
    }

    private Admission hangUp(String auditReason) {
        state = state.close();
        return new Admission.HangUp(auditReason);
    }

    /** One that nothing but the end of the connection ends. */
    private Session open(VerifiedPrincipal principal, String mechanism, Instant now) {
        return new Session(ids.get(), principal, mechanism, policy.listener(), host, now, Optional.empty());
    }

    private <S extends ConnectionState> S in(Class<S> expected) {
        if (!expected.isInstance(state)) {
            throw new IllegalStateException("connection is " + state.getClass().getSimpleName() + " (expected: "
                    + expected.getSimpleName() + ")");
        }
        return expected.cast(state);
    }

    private static boolean is(RequestHeader header, ApiKey key) {
        return header.apiKey() == key.id();
    }
}
