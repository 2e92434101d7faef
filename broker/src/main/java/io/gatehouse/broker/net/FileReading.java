package io.gatehouse.broker.net;

import io.gatehouse.broker.model.FilePart;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import java.io.EOFException;
import java.io.IOException;

/**
 * A part of a file that has to be encrypted: read into pooled memory piece by piece, as the peer takes it, so that a peer
 * which does not read holds one piece and not the whole answer (attack 23). Thread: the connection's event loop.
 */
final class FileReading implements ChunkedInput<ByteBuf> {
    /** Several TLS records, and small enough to still be in the processor's cache when it is encrypted. */
    private static final int PIECE_BYTES = 128 << 10;

    private final FilePart part;
    private long done;

    /** Takes over {@code part}. */
    FileReading(FilePart part) {
        this.part = part;
    }

    @Override
    public boolean isEndOfInput() {
        return done == part.size();
    }

    @Override
    public void close() {
        part.close();
    }

    @Override
    public ByteBuf readChunk(ByteBufAllocator allocator) throws IOException {
        int bytes = (int) Math.min(PIECE_BYTES, part.size() - done);
        ByteBuf piece = allocator.directBuffer(bytes, bytes);
        try {
            while (piece.isWritable()) {
                long at = part.position() + done + piece.readableBytes();
                if (piece.writeBytes(part.file(), at, piece.writableBytes()) < 0) {
                    throw new EOFException("stored batches end " + piece.writableBytes() + " bytes too early");
                }
            }
        } catch (IOException | RuntimeException failed) {
            piece.release();
            throw failed;
        }
        done += bytes;
        return piece;
    }

    @Override
    @Deprecated // By Netty; nobody calls it.
    @SuppressWarnings("InlineMeSuggester")
    public ByteBuf readChunk(ChannelHandlerContext ctx) throws IOException {
        return readChunk(ctx.alloc());
    }

    @Override
    public long length() {
        return part.size();
    }

    @Override
    public long progress() {
        return done;
    }
}
