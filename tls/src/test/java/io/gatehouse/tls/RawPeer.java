package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A server's TLS stage that gets its bytes from a test, and whose answers the test sees as they are on the wire. */
final class RawPeer implements AutoCloseable {
    private final Wire.Side server;
    private final List<TlsRecord> seen = new ArrayList<>();

    RawPeer(SslHandler server) {
        this.server = new Wire.Side(server);
    }

    /** All parts in one segment; what comes after the end is lost, as on a real wire. */
    RawPeer send(byte[]... parts) {
        if (server.channel().isOpen()) {
            server.channel().writeInbound(Unpooled.wrappedBuffer(Octets.joined(parts)));
        }
        server.channel().runPendingTasks();
        return this;
    }

    /** Each byte in a segment of its own. */
    RawPeer drip(byte[] bytes) {
        for (byte each : bytes) {
            send(new byte[] {each});
        }
        return this;
    }

    /** What the server has sent since the last question. */
    List<TlsRecord> answers() {
        byte[] all = new byte[0];
        for (Optional<ByteBuf> part = server.next(); part.isPresent(); part = server.next()) {
            all = Octets.joined(all, ByteBufUtil.getBytes(part.get()));
            part.get().release();
        }
        List<TlsRecord> records = TlsRecord.in(all);
        seen.addAll(records);
        return records;
    }

    /** What the server's fatal alert says, if it is not encrypted. */
    OptionalInt alert() {
        answers();
        return seen.stream()
                .filter(record -> record.type() == TlsRecord.ALERT && record.content().length == 2)
                .mapToInt(record -> record.content()[1])
                .findFirst();
    }

    boolean open() {
        return server.channel().isOpen();
    }

    /** What reached the application. */
    String received() {
        return server.received();
    }

    String failure() {
        return server.failure();
    }

    Wire.Side side() {
        return server;
    }

    @Override
    public void close() {
        server.channel().finishAndReleaseAll();
    }
}
