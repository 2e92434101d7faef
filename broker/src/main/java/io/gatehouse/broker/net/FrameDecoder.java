package io.gatehouse.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream into frames (CONFORMANCE API-90, attacks 1 to 4, 9, 22). A frame's buffer grows with the bytes that came,
 * never with the bytes that were declared; a size out of bounds ends the connection before anything is kept. Who has logged
 * in and has sent whole frames gets as much at once for the next one, so that it is not copied again and again as it fills.
 *
 * <p>Hands on one frame after the other, and none while the connection's {@link Flow} is closed: what has been read by then
 * waits here, and nothing more is read from the socket. Whoever gets a frame owns it. Thread: the connection's event loop.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {
    /** A half-received frame starts with so much and doubles as it fills. */
    private static final int FIRST_BYTES = 4096;

    /** The most that frames which came before can earn for the start of the next. */
    private static final int EARNED_BYTES_MAX = 1 << 20;

    /** Of what was earned, one part in so many is lost with each frame that is smaller. */
    private static final int EARNED_FOR_FRAMES = 8;

    private static final int SIZE_UNKNOWN = -1;

    private final Connection connection;
    private final StrangerMemory.Share share;
    private final Deque<ByteBuf> input = new ArrayDeque<>();

    private int sizeBytesSeen;
    private int sizeSoFar;
    private int size = SIZE_UNKNOWN;
    private @Nullable ByteBuf partial;
    private int earned = FIRST_BYTES;
    private boolean draining;

    FrameDecoder(Connection connection, StrangerMemory.Share share) {
        this.connection = connection;
        this.share = share;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connection.flow().onOpen(() -> drain(ctx));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        input.add((ByteBuf) message);
        drain(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        discard();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        discard();
    }

    private void drain(ChannelHandlerContext ctx) {
        if (draining) {
            return; // An answer that was ready at once opened the flow: the loop below sees it.
        }
        draining = true;
        connection.answers().cork();
        try {
            while (connection.flow().open() && step(ctx)) {
                // One buffer, one size or one frame at a time.
            }
        } catch (FrameRefused e) {
            ctx.fireExceptionCaught(e); // Not thrown: the caller may be the listener of a write.
        } finally {
            draining = false;
            connection.answers().uncork();
        }
        if (connection.flow().closing()) {
            discard(); // Frames after a refusal are never parsed (attack 59).
        }
        boolean waiting = !input.isEmpty() || connection.flow().closing();
        if (ctx.channel().config().isAutoRead() == waiting) {
            ctx.channel().config().setAutoRead(!waiting);
        }
    }

    private boolean step(ChannelHandlerContext ctx) {
        ByteBuf in = input.peek();
        if (in == null) {
            return false;
        }
        if (!in.isReadable() && size != 0) {
            input.remove().release();
        } else if (size == SIZE_UNKNOWN) {
            readSize(in);
        } else {
            readBody(ctx, in);
        }
        return true;
    }

    private void readSize(ByteBuf in) {
        while (sizeBytesSeen < Integer.BYTES && in.isReadable()) {
            sizeSoFar = sizeSoFar << Byte.SIZE | in.readUnsignedByte();
            sizeBytesSeen++;
        }
        if (sizeBytesSeen == Integer.BYTES) {
            size = checkedSize(sizeSoFar);
            sizeBytesSeen = 0;
            sizeSoFar = 0;
        }
    }

    private int checkedSize(int declared) {
        int max = connection.frameBytesMax();
        if (declared < 0) {
            throw new FrameRefused("frame.negative_size", "frame of " + declared + " bytes (expected: 8.." + max + ")");
        }
        if (declared > max) {
            throw new FrameRefused("frame.too_large", "frame of " + declared + " bytes (expected: 8.." + max + ")");
        }
        if (declared < connection.frameBytesMin()) {
            throw new FrameRefused("frame.too_short", "frame of " + declared + " bytes (expected: 8.." + max + ")");
        }
        return declared;
    }

    private void readBody(ChannelHandlerContext ctx, ByteBuf in) {
        if (partial == null && in.readableBytes() >= size) {
            checkApi(in);
            emit(ctx, in.readRetainedSlice(size));
            return;
        }
        ByteBuf frame = partial == null ? first(ctx, in) : partial;
        partial = frame;
        int bytes = Math.min(size - frame.readableBytes(), in.readableBytes());
        grow(frame, bytes);
        frame.writeBytes(in, bytes);
        checkApi(frame);
        if (frame.readableBytes() == size) {
            partial = null;
            emit(ctx, frame);
        }
    }

    private ByteBuf first(ChannelHandlerContext ctx, ByteBuf in) {
        int bytes = Math.min(size, Math.max(earned, in.readableBytes()));
        account(bytes);
        return ctx.alloc().buffer(bytes, size);
    }

    private void grow(ByteBuf frame, int more) {
        int needed = frame.writerIndex() + more;
        if (needed > frame.capacity()) {
            int capacity = (int) Math.min(size, Math.max(needed, 2L * frame.capacity()));
            account(capacity - frame.capacity());
            frame.capacity(capacity);
        }
    }

    private void account(int bytes) {
        if (connection.stranger()) {
            share.take(bytes);
        }
    }

    /** Refuses a frame that is too large for its API as soon as the key is there. */
    private void checkApi(ByteBuf frame) {
        if (connection.stranger() || frame.readableBytes() < Short.BYTES) {
            return;
        }
        short key = frame.getShort(frame.readerIndex());
        int max = Frames.bytesMax(key, connection.frameBytesMax());
        if (size > max) {
            throw new FrameRefused(
                    "frame.too_large",
                    "frame of " + size + " bytes of API " + key + " (expected: at most " + max + ")");
        }
    }

    private void emit(ChannelHandlerContext ctx, ByteBuf frame) {
        if (!connection.stranger()) {
            earned = Math.max(Math.min(size, EARNED_BYTES_MAX), earned - earned / EARNED_FOR_FRAMES);
        }
        size = SIZE_UNKNOWN;
        share.free();
        ctx.fireChannelRead(frame);
    }

    private void discard() {
        for (ByteBuf in : input) {
            in.release();
        }
        input.clear();
        if (partial != null) {
            partial.release();
            partial = null;
        }
        share.free();
    }
}
