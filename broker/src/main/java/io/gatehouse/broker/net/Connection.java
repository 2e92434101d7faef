package io.gatehouse.broker.net;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.broker.session.Admission;
import io.gatehouse.broker.session.ConnectionMachine;
import io.gatehouse.broker.session.ListenerPolicy;
import io.gatehouse.broker.session.PeerDetails;
import io.gatehouse.broker.session.PrincipalSource;
import io.gatehouse.broker.session.TokenAnswer;
import io.gatehouse.quotas.ConnectionLimits;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;

/** What the stages of one connection share. Thread: the connection's event loop. */
final class Connection {
    private static final int HEXADECIMAL = 16;

    private final Channel channel;
    private final ListenerSettings settings;
    private final ListenerPolicy policy;
    private final NetServices services;
    private final Incidents incidents;
    private final HoneytokenAlarms alarms;
    private final ConnectionLimits.Lease lease;
    private final ConnectionMachine machine;
    private final Flow flow = new Flow();
    private final ResponseSequencer answers;
    private final PeerDetails details = new PeerDetails();

    private Optional<Session> registered = Optional.empty();
    private boolean rawTokens;
    private boolean told;
    private Optional<SSLSession> tls = Optional.empty();
    private Optional<Principal> made = Optional.empty();
    private Runnable onClose = () -> {};

    Connection(
            Channel channel,
            ListenerSettings settings,
            ListenerPolicy policy,
            NetServices services,
            Incidents incidents,
            HoneytokenAlarms alarms,
            ConnectionLimits.Lease lease) {
        this.channel = channel;
        this.settings = settings;
        this.policy = policy;
        this.services = services;
        this.incidents = incidents;
        this.alarms = alarms;
        this.lease = lease;
        this.machine = new ConnectionMachine(policy, lease.host(), services.ids());
        this.answers = new ResponseSequencer(channel, flow, settings.protocol().tls());
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    ByteBufAllocator allocator() {
        return channel.alloc();
    }

    ListenerSettings settings() {
        return settings;
    }

    NetServices services() {
        return services;
    }

    ConnectionMachine machine() {
        return machine;
    }

    Flow flow() {
        return flow;
    }

    ResponseSequencer answers() {
        return answers;
    }

    /** What is written down about the peer for those who look after the broker. */
    PeerDetails details() {
        return details;
    }

    String host() {
        return lease.host();
    }

    Instant now() {
        return services.clock().instant();
    }

    /** The peer's principal as a plug-in made it, where one does. */
    Optional<Principal> made() {
        return made;
    }

    /** Whether nobody has proven yet who is at the other end. */
    boolean stranger() {
        return machine.session().isEmpty();
    }

    /** Strangers get less (attack 1). */
    int frameBytesMax() {
        return stranger() ? settings.strangerBytesMax() : settings.requestBytesMax();
    }

    /** A token without a header may be empty (attack 3). */
    int frameBytesMin() {
        return rawTokens ? 0 : Frames.BYTES_MIN;
    }

    /** Whether the next frames are tokens without a header, after a SaslHandshake of version 0 (CONFORMANCE SAX-03). */
    boolean rawTokens() {
        return rawTokens;
    }

    void rawTokens(boolean expected) {
        rawTokens = expected;
    }

    /** The handshake is done; its session is for those who say who the peer is. */
    void encrypted(SSLSession session) {
        tls = Optional.of(session);
    }

    /** What the machine is told of a transport that is ready. */
    Admission ready(Optional<String> certificateName) {
        if (policy.sasl() || policy.principals().isEmpty()) {
            return machine.onTransportReady(certificateName, now());
        }
        return machine.onTransportReady(named(Optional.empty()), certificateName.isPresent(), now());
    }

    /** The result of a round, with the principal that the proof makes of the peer here. */
    RoundResult named(RoundResult result) {
        if (policy.principals().isEmpty() || !(result instanceof RoundResult.Accepted accepted)) {
            return result;
        }
        return named(Optional.of(
                        new PrincipalSource.Sasl(machine.mechanism(), accepted.principal(), accepted.byToken())))
                .<RoundResult>map(accepted::as)
                .orElseGet(() -> new RoundResult.Refused(accepted.principal().name(), "plug-in-refused"));
    }

    private Optional<VerifiedPrincipal> named(Optional<PrincipalSource.Sasl> sasl) {
        Optional<PrincipalSource.Made> named = policy.principals()
                .orElseThrow()
                .principal(new PrincipalSource.Proof(tls, host(), settings.name(), sasl));
        made = named.map(PrincipalSource.Made::original);
        return named.map(PrincipalSource.Made::principal);
    }

    /** The peer has proven who it is, for the first time or again. */
    void opened(TokenAnswer.Accepted accepted) {
        opened(accepted.session(), accepted.proof(), accepted.detail());
    }

    /** The peer's certificate, or the lack of a need for one, says who it is. */
    void opened(Session session) {
        opened(session, () -> true, "");
    }

    private void opened(Session session, BooleanSupplier proof, String detail) {
        boolean again = registered.isPresent();
        registered = Optional.of(session);
        if (again) {
            services.sessions().renew(session, proof);
        } else {
            lease.authenticated();
            services.sessions().add(session, details, Closing.of(channel), proof);
        }
        if (!proof.getAsBoolean()) { // Withdrawn while it was looked at, and before the registry knew of it.
            hangUp(event("authentication", "refused").with("reason", "credential-withdrawn"));
            return;
        }
        Optional<String> blocked = policy.doorkeeper().refusal(session.principal(), host(), now());
        if (blocked.isPresent()) { // The same: blocked meanwhile.
            hangUp(event("authentication", "refused")
                    .with("reason", blocked.get())
                    .with("principal", session.principal().toString()));
            return;
        }
        AuditEvent event = event(again ? "re-authentication" : "connection", "accepted")
                .with("principal", session.principal().toString())
                .with("mechanism", session.mechanism())
                .with("session", session.id());
        services.audit().record(detail.isEmpty() ? event : event.with("detail", detail));
    }

    /** The peer has proved nothing, or what nobody may prove. */
    void tell(TokenAnswer.Refused refused) {
        tell(refused("authentication", refused));
        if (policy.honeytokens().has(refused.mechanism(), refused.user())) {
            alarms.raise(host(), refused("honeytoken", refused), now());
        }
    }

    private AuditEvent refused(String word, TokenAnswer.Refused refused) {
        AuditEvent event = event(word, "refused")
                .with("mechanism", refused.mechanism())
                .with("user", refused.user())
                .with("reason", refused.auditReason())
                .with("diagnostic_id", refused.diagnosticId());
        return refused.detail().isEmpty() ? event : event.with("detail", refused.detail());
    }

    /** Ends the connection for a reason that the audit should know; the first reason is the one that is told. */
    void hangUp(AuditEvent reason) {
        tell(reason);
        end();
    }

    /** Ends the connection without a word. */
    void end() {
        leave();
        flow.stop(Flow.Stop.CLOSING);
        Closing.close(channel);
    }

    /** Whoever leaves in the middle of a log-in, or must go, may have lost it already. */
    private void leave() {
        machine.onPeerGone().ifPresent(this::tell);
        machine.close();
    }

    /** One line for each connection that fails, whoever notices first. */
    void tell(AuditEvent reason) {
        if (!told) {
            told = true;
            incidents.record(reason, now());
        }
    }

    /** A line about a connection that goes on. */
    void tellMore(AuditEvent event) {
        incidents.record(event, now());
    }

    /** An audit event with who and where in it. */
    AuditEvent event(String event, String outcome) {
        return new AuditEvent(event, outcome, Map.of())
                .with("listener", settings.name())
                .with("peer", host());
    }

    /** Work that the event loop must not do; fails when nobody has time for it. */
    <T> CompletionStage<T> elsewhere(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, services.waiting());
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** Runs once, when the channel is gone. */
    void onClose(Runnable action) {
        onClose = action;
    }

    /** What the client proved itself with is not good any more. Thread: any. */
    void endForCertificate(X509Certificate leaf, String reason) {
        loop().execute(() -> refuseCertificate(leaf, reason));
    }

    /** What the client wants to prove itself with is not good. */
    void refuseCertificate(X509Certificate leaf, String reason) {
        hangUp(event("certificate", "refused")
                .with("certificate", leaf.getSubjectX500Principal().getName())
                .with("serial", leaf.getSerialNumber().toString(HEXADECIMAL))
                .with("reason", reason));
    }

    /** The channel is gone: give back everything. */
    void closed() {
        onClose.run();
        leave();
        flow.stop(Flow.Stop.CLOSING);
        registered.ifPresent(services.sessions()::remove);
        lease.close();
        answers.drop();
    }
}
