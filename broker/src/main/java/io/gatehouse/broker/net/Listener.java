package io.gatehouse.broker.net;

import io.gatehouse.broker.session.ListenerPolicy;
import io.gatehouse.tls.TlsServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One door: an address, a protocol, and the connections that came through it. Thread: any. */
public final class Listener implements TlsDoor, AutoCloseable {
    /**
     * Decrypting is paid by the record: the sixteen reads that Netty makes otherwise, full of records of one byte, keep an
     * event loop from its other connections for a tenth of a second (attack 47).
     */
    private static final int ENCRYPTED_READS_PER_TURN = 1;

    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final ListenerSettings settings;
    private final ListenerPolicy policy;
    private final Optional<ServerTls> tls;
    private final NetThreads threads;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    private @Nullable Channel server;
    private volatile @Nullable Pipeline pipeline;

    /** @param tls present exactly if the protocol says so */
    public Listener(ListenerSettings settings, ListenerPolicy policy, Optional<TlsServer> tls, NetThreads threads) {
        this.settings = settings;
        this.policy = policy;
        this.tls = tls.map(ServerTls::new);
        this.threads = threads;
    }

    /** Lets those in who knocked since {@link #reserve}, and those who come. */
    public void admit(NetServices services) {
        Channel door = server;
        if (door == null) {
            throw new IllegalStateException("listener " + settings.name() + " has no address yet");
        }
        pipeline = new Pipeline(settings, policy, tls, services);
        door.config().setAutoRead(true);
    }

    /**
     * Takes the address, and leaves those who knock waiting: a broker tells the cluster its ports before it can serve.
     *
     * @return the port, which is news if the settings said 0
     * @throws ListenerFailure if the address cannot be had
     */
    public int reserve() {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(threads.acceptor(), threads.workers())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new AcceptPause(settings.name()))
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                });
        if (tls.isPresent()) {
            bootstrap.childOption(
                    ChannelOption.RECVBUF_ALLOCATOR,
                    new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(ENCRYPTED_READS_PER_TURN));
        }
        if (settings.sendBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_SNDBUF, settings.sendBufferBytes());
        }
        if (settings.receiveBufferBytes() > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, settings.receiveBufferBytes());
        }
        InetSocketAddress address = settings.host().isEmpty()
                ? new InetSocketAddress(settings.port())
                : new InetSocketAddress(settings.host(), settings.port());
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ListenerFailure(settings, bound.cause());
        }
        server = bound.channel();
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    @Override
    public int reviewCertificates(Instant now) {
        Pipeline stages = pipeline;
        return stages == null ? 0 : stages.review(now);
    }

    @Override
    public Optional<HandshakeCounts> handshakes() {
        return tls.map(ServerTls::handshakes);
    }

    /** No new connections; those that are open go on. */
    public void stopAccepting() {
        Channel door = server;
        if (door != null) {
            door.close().awaitUninterruptibly(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Closes the door and every connection that came through it. */
    @Override
    public void close() {
        stopAccepting();
        connections.close().awaitUninterruptibly(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Connections that are open now. */
    public int open() {
        return connections.size();
    }

    /** Bytes that peers hold in half-received frames before they have proven who they are; bounded. */
    public long strangerMemory() {
        Pipeline stages = pipeline;
        return stages == null ? 0 : stages.strangerMemory();
    }

    private void accept(SocketChannel channel) {
        InetSocketAddress peer = channel.remoteAddress();
        Pipeline stages = pipeline;
        if (peer == null || stages == null) {
            Closing.close(channel); // Gone before we looked.
            return;
        }
        InetAddress address = peer.getAddress();
        connections.add(channel);
        stages.accept(channel, address);
    }
}
