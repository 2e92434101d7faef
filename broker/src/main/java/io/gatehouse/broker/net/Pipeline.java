package io.gatehouse.broker.net;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.identity.PeerAddress;
import io.gatehouse.broker.session.ListenerPolicy;
import io.gatehouse.broker.wire.RequestDecoder;
import io.gatehouse.quotas.ConnectionLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The stages that every byte of a peer passes, in order. Thread: any; what it makes belongs to one connection. */
final class Pipeline {
    /** Sixty-four logins with the largest token at once; an ordinary one needs a few hundred bytes. */
    private static final long STRANGER_MEMORY_MAX = 8L << 20;

    private final ListenerSettings settings;
    private final ListenerPolicy policy;
    private final Optional<ServerTls> tls;
    private final NetServices services;
    private final Incidents incidents;
    private final HoneytokenAlarms alarms;
    private final QuotaGate quotas;
    private final StrangerMemory memory = new StrangerMemory(STRANGER_MEMORY_MAX);
    private final RequestDecoder decoder = new RequestDecoder();

    Pipeline(ListenerSettings settings, ListenerPolicy policy, Optional<ServerTls> tls, NetServices services) {
        if (settings.protocol().tls() != tls.isPresent()) {
            throw new IllegalStateException("listener " + settings.name() + " is " + settings.protocol()
                    + (tls.isPresent() ? " with" : " without") + " TLS material");
        }
        this.settings = settings;
        this.policy = policy;
        this.tls = tls;
        this.services = services;
        this.incidents = new Incidents(services.audit());
        this.alarms = new HoneytokenAlarms(incidents);
        this.quotas = new QuotaGate(services.quotas());
    }

    /** A peer has connected from {@code address}: a place and the stages, or the door, before TLS costs anything. */
    void accept(Channel channel, InetAddress address) {
        Instant now = services.clock().instant();
        Optional<String> blocked = policy.doorkeeper().atTheDoor(PeerAddress.canonical(address), now);
        if (blocked.isPresent()) {
            incidents.record(refused("connection.blocked", address).with("reason", blocked.get()), now);
            Closing.close(channel);
            return;
        }
        Optional<ConnectionLimits.Lease> lease = services.limits().admit(address, now);
        if (lease.isEmpty()) {
            incidents.record(refused("connection.limit", address), now);
            Closing.close(channel);
            return;
        }
        Duration wait = services.quotas().chargeConnection(address, now);
        if (wait.isZero()) {
            install(channel, lease.get());
            pause(channel, lease.get(), now);
        } else {
            incidents.record(refused("connection.rate", address), now);
            holdThenClose(channel, lease.get(), wait);
        }
    }

    private void install(Channel channel, ConnectionLimits.Lease lease) {
        Connection connection = new Connection(channel, settings, policy, services, incidents, alarms, lease);
        int generation = tls.map(ServerTls::generation).orElse(0); // Before the handler: never too new.
        lease.onPushedOut(Closing.of(channel));
        ChannelPipeline stages = channel.pipeline();
        tls.ifPresent(stage -> stages.addLast(
                stage.handler(channel.alloc(), settings.authenticationDeadline()), new ChunkedWriteHandler()));
        stages.addLast(
                new PhaseDeadline(connection),
                new FrameDecoder(connection, memory.share(Closing.of(channel))),
                new Gatekeeper(
                        connection, decoder, tls.map(stage -> new ClientHandshake(connection, stage, generation))),
                new Dispatcher(connection, decoder, quotas),
                new LastResort(connection));
    }

    /** Where many log-ins failed, the next one has to wait before it costs a handshake (attack 67). */
    private void pause(Channel channel, ConnectionLimits.Lease lease, Instant now) {
        Duration pause = policy.sasl() ? services.backoff().pause(lease.host(), now) : Duration.ZERO;
        if (!pause.isZero()) {
            channel.config().setAutoRead(false);
            var unused = channel.eventLoop()
                    .schedule(() -> channel.config().setAutoRead(true), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** CONFORMANCE QIP-06: who connects too often waits, unread, and is then turned away. */
    private static void holdThenClose(Channel channel, ConnectionLimits.Lease lease, Duration wait) {
        channel.config().setAutoRead(false);
        channel.closeFuture().addListener(closed -> lease.close());
        lease.onPushedOut(Closing.of(channel));
        var unused = channel.eventLoop().schedule(Closing.of(channel), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private AuditEvent refused(String event, InetAddress address) {
        return new AuditEvent(event, "refused", Map.of())
                .with("listener", settings.name())
                .with("peer", address.getHostAddress());
    }

    /** As {@link TlsDoor#reviewCertificates}. */
    int review(Instant now) {
        return tls.map(stage -> stage.review(now, services.waiting())).orElse(0);
    }

    /** What strangers hold in half-received frames. */
    long strangerMemory() {
        return memory.used();
    }
}
