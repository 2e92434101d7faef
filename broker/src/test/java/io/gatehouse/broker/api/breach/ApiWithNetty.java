package io.gatehouse.broker.api.breach;

import io.netty.channel.Channel;

/** Breaks: Netty appears in wire, net and tls only. */
final class ApiWithNetty {
    boolean open(Channel channel) {
        return channel.isOpen();
    }
}
