package io.gatehouse.broker.net;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The event loops: one that accepts, some that serve, shared by all listeners and by requests to other brokers. */
public final class NetThreads implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(5);

    private final EventLoopGroup acceptor;
    private final EventLoopGroup workers;

    /** @param count {@code num.network.threads} */
    public NetThreads(int count) {
        acceptor = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("net-accept", true), NioIoHandler.newFactory());
        workers = new MultiThreadIoEventLoopGroup(
                count, new DefaultThreadFactory("net", true), NioIoHandler.newFactory());
    }

    EventLoopGroup acceptor() {
        return acceptor;
    }

    EventLoopGroup workers() {
        return workers;
    }

    EventLoop next() {
        return workers.next();
    }

    /** Ends the threads once the work in hand is done; connections are their owners' to close before. */
    @Override
    public void close() {
        acceptor.shutdownGracefully(0, STOP.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP.toMillis());
        workers.shutdownGracefully(0, STOP.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP.toMillis());
    }
}
