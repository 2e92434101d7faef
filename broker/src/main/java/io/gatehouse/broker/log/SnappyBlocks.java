package io.gatehouse.broker.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.xerial.snappy.Snappy;

/**
 * Snappy in the framing of the xerial library, or one bare block. The library's own stream allocates what a chunk's
 * length and preamble declare (CVE-2023-43642), and its calls on direct buffers do not check the destination
 * (CVE-2026-90559); so the lengths are checked here first, and only arrays are handed over (attacks 185, 186).
 */
final class SnappyBlocks extends InputStream {
    private static final byte[] XERIAL = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
    /** Magic, version and lowest compatible version. */
    private static final int XERIAL_HEADER = 16;
    /** A block whose content is larger than what is decompressed at once. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;

        private final String sentence;

        TooLarge(String sentence) {
            super(sentence);
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }

    /** No snappy element yields more than 64 bytes from 3. */
    private static final int RATIO_MAX = 22;

    private final ByteBuffer source;
    private final boolean framed;
    private final int plainMax;
    private byte[] block = new byte[0];
    private int used;

    /** @param plainMax the most bytes that one block may hold */
    SnappyBlocks(ByteBuffer source, int plainMax) {
        this.plainMax = plainMax;
        this.source = source.duplicate();
        framed = startsWithMagic(this.source);
        if (framed) {
            this.source.position(this.source.position() + XERIAL_HEADER);
        }
    }

    @Override
    public int read() throws IOException {
        return more() ? block[used++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!more()) {
            return -1;
        }
        int got = Math.min(length, block.length - used);
        System.arraycopy(block, used, target, offset, got);
        used += got;
        return got;
    }

    private boolean more() throws IOException {
        while (used == block.length) {
            if (!source.hasRemaining()) {
                return false;
            }
            block = nextBlock();
            used = 0;
        }
        return true;
    }

    private byte[] nextBlock() throws IOException {
        byte[] compressed = new byte[nextLength()];
        source.get(compressed);
        int claimed = Snappy.uncompressedLength(compressed, 0, compressed.length);
        if (claimed < 0 || claimed > (long) compressed.length * RATIO_MAX) {
            throw new IOException("snappy block of " + compressed.length + " bytes claims to hold " + claimed);
        }
        if (claimed > plainMax) {
            throw new TooLarge("snappy block holds " + claimed + " bytes (expected: at most " + plainMax + ")");
        }
        byte[] plain = new byte[claimed];
        int held = Snappy.uncompress(compressed, 0, compressed.length, plain, 0);
        if (held != claimed) {
            throw new IOException("snappy block holds " + held + " bytes and claims " + claimed);
        }
        return plain;
    }

    private int nextLength() throws IOException {
        if (!framed) {
            return source.remaining();
        }
        if (source.remaining() < Integer.BYTES) {
            throw new IOException("snappy chunk length is cut off");
        }
        int length = source.getInt();
        if (length <= 0 || length > source.remaining()) {
            throw new IOException("snappy chunk of " + length + " bytes (expected: 1.." + source.remaining() + ")");
        }
        return length;
    }

    private static boolean startsWithMagic(ByteBuffer buffer) {
        if (buffer.remaining() < XERIAL_HEADER) {
            return false;
        }
        for (int i = 0; i < XERIAL.length; i++) {
            if (buffer.get(buffer.position() + i) != XERIAL[i]) {
                return false;
            }
        }
        return true;
    }
}
