package io.gatehouse.broker.net;

import io.netty.channel.Channel;

/** Closing a channel whose close nobody waits for: what has to be given back hangs on {@code channelInactive}. */
final class Closing {
    private Closing() {}

    static void close(Channel channel) {
        var unused = channel.close();
    }

    /** For those who may have to close it later, from any thread. */
    static Runnable of(Channel channel) {
        return () -> close(channel);
    }
}
