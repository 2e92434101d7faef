package io.gatehouse.broker.net;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.quotas.ConnectionLimits;
import io.gatehouse.tls.TlsServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The door for administrators: HTTPS, and nobody without a certificate. Its places are its own, so that clients who take all
 * of theirs do not keep out who could end that; strangers among them push out strangers only. Thread: any.
 */
public final class AdminListener implements TlsDoor, AutoCloseable {
    private static final int CONNECTIONS_MAX = 64;
    private static final int CONNECTIONS_PER_ADDRESS_MAX = 32;
    private static final int STRANGERS_MAX = 32;
    private static final int STRANGERS_PER_ADDRESS_MAX = 16;
    private static final int BACKLOG = 50;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final ListenerSettings settings;
    private final AdminDeadlines deadlines;
    private final ServerTls tls;
    private final NetThreads threads;
    private final ConnectionLimits limits = new ConnectionLimits(
            CONNECTIONS_MAX, CONNECTIONS_PER_ADDRESS_MAX, Map.of(), STRANGERS_MAX, STRANGERS_PER_ADDRESS_MAX);
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    private @Nullable Channel server;
    private volatile @Nullable Opened opened;

    /** What there is once somebody may come in. */
    private record Opened(AdminServices services, Incidents incidents) {}

    /** @param settings of which the address, the name and the deadline for handshakes count */
    public AdminListener(ListenerSettings settings, AdminDeadlines deadlines, TlsServer tls, NetThreads threads) {
        this.settings = settings;
        this.deadlines = deadlines;
        this.tls = new ServerTls(tls);
        this.threads = threads;
    }

    /**
     * Takes the address; those who knock wait.
     *
     * @return the port, which is news if the settings said 0
     * @throws ListenerFailure if the address cannot be had
     */
    public int reserve() {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(threads.acceptor(), threads.workers())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new AcceptPause(settings.name()))
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                });
        ChannelFuture bound = bootstrap
                .bind(
                        settings.host().isEmpty()
                                ? new InetSocketAddress(settings.port())
                                : new InetSocketAddress(settings.host(), settings.port()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ListenerFailure(settings, bound.cause());
        }
        server = bound.channel();
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    /** Lets those in who knocked since {@link #reserve}, and those who come. */
    public void admit(AdminServices services) {
        Channel door = server;
        if (door == null) {
            throw new IllegalStateException("the admin endpoint has no address yet");
        }
        opened = new Opened(services, new Incidents(services.audit()));
        door.config().setAutoRead(true);
    }

    private void accept(SocketChannel channel) {
        InetSocketAddress peer = channel.remoteAddress();
        Opened now = opened;
        if (peer == null || now == null) {
            Closing.close(channel); // Gone before we looked.
            return;
        }
        connections.add(channel);
        Instant time = now.services().clock().instant();
        Optional<ConnectionLimits.Lease> lease = limits.admit(peer.getAddress(), time);
        if (lease.isEmpty()) {
            now.incidents()
                    .record(
                            new AuditEvent("connection.limit", "refused", Map.of())
                                    .with("listener", settings.name())
                                    .with("peer", peer.getAddress().getHostAddress()),
                            time);
            Closing.close(channel);
            return;
        }
        lease.get().onPushedOut(Closing.of(channel));
        channel.pipeline()
                .addLast(
                        tls.handler(channel.alloc(), settings.authenticationDeadline()),
                        new HttpServerCodec(HttpRules.decoder()),
                        new AdminConnection(
                                settings.name(), now.services(), now.incidents(), tls, lease.get(), deadlines));
    }

    /** Each request has its certificate judged again, so there is nobody to end here. */
    @Override
    public int reviewCertificates(Instant now) {
        tls.tend(now);
        return 0;
    }

    @Override
    public Optional<HandshakeCounts> handshakes() {
        return Optional.of(tls.handshakes());
    }

    @Override
    public void close() {
        Channel door = server;
        if (door != null) {
            door.close().awaitUninterruptibly(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
        }
        connections.close().awaitUninterruptibly(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Connections that are open now. */
    public int open() {
        return limits.open();
    }
}
