package io.gatehouse.broker.wire;

import io.gatehouse.broker.model.FilePart;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer ready to be sent, with its size in front: buffers and parts of files, in order. Its owner sends it or releases
 * it, once. Thread: one at a time.
 */
public final class Frame {
    private final List<Object> parts = new ArrayList<>(1);
    private int bytes;

    /** Takes over {@code part}. */
    void add(ByteBuf part) {
        parts.add(part);
        bytes += part.readableBytes();
    }

    /** Takes over {@code part}. */
    void add(FilePart part) {
        parts.add(part);
        bytes += part.size();
    }

    /** A frame of one buffer, which it takes over. */
    public static Frame of(ByteBuf buffer) {
        Frame frame = new Frame();
        frame.add(buffer);
        return frame;
    }

    /** {@link ByteBuf}s and {@link FilePart}s, all the receiver's to release or close. */
    public List<Object> parts() {
        return parts;
    }

    public int bytes() {
        return bytes;
    }

    public void release() {
        for (Object part : parts) {
            if (part instanceof FilePart file) {
                file.close();
            } else {
                ((ByteBuf) part).release();
            }
        }
    }
}
