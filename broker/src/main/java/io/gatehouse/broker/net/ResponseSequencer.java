package io.gatehouse.broker.net;

import io.gatehouse.broker.model.FilePart;
import io.gatehouse.broker.wire.Frame;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers in the order of their requests, whenever they become ready, and counts what is in flight: from the moment
 * a request is accepted until the socket has taken its answer. Thread: the connection's event loop, and no other.
 */
final class ResponseSequencer {
    /** A client with more in flight gets no more reads, so one connection cannot fill the heap with unanswered requests. */
    static final int IN_FLIGHT_MAX = 100;

    /** The same for bytes of requests; one request is always let through, however large. */
    static final int IN_FLIGHT_BYTES_MAX = 4 << 20;

    private final Channel channel;
    private final Flow flow;
    private final boolean encrypted;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private int inFlight;
    private long inFlightBytes;
    private boolean corked;
    private boolean dirty;
    private boolean dropped;

    /** @param encrypted whether bytes have to come through memory on their way */
    ResponseSequencer(Channel channel, Flow flow, boolean encrypted) {
        this.encrypted = encrypted;
        this.channel = channel;
        this.flow = flow;
    }

    /** The place of one answer. */
    static final class Slot {
        private final int weight;
        private final int bytes;
        private boolean ready;
        private boolean last;
        private @Nullable Frame answer;
        private Runnable onDone = () -> {};

        private Slot(int weight, int bytes) {
            this.weight = weight;
            this.bytes = bytes;
        }
    }

    /**
     * Takes the next place.
     *
     * @param weight how many of {@link #IN_FLIGHT_MAX} it counts for
     * @param bytes the size of the request that is kept until then
     */
    Slot reserve(int weight, int bytes) {
        requireEventLoop();
        Slot slot = new Slot(weight, bytes);
        slots.add(slot);
        inFlight += weight;
        inFlightBytes += bytes;
        if (full()) {
            flow.stop(Flow.Stop.IN_FLIGHT);
        }
        return slot;
    }

    /** Takes over {@code answer}; {@code onDone} runs once it is written or the connection is gone. */
    void fill(Slot slot, Frame answer, Runnable onDone) {
        ready(slot, answer, onDone, false);
    }

    /** There is no answer to this request. */
    void skip(Slot slot, Runnable onDone) {
        ready(slot, null, onDone, false);
    }

    /** The last answer of the connection, which closes when it is written. */
    void fillAndClose(Slot slot, Frame answer) {
        ready(slot, answer, () -> {}, true);
    }

    private void ready(Slot slot, @Nullable Frame answer, Runnable onDone, boolean last) {
        requireEventLoop();
        if (slot.ready) {
            throw new IllegalStateException("a request was answered twice");
        }
        slot.ready = true;
        slot.answer = answer;
        slot.onDone = onDone;
        slot.last = last;
        if (dropped) {
            done(slot);
            return;
        }
        writeReady();
        if (!corked) {
            flush();
        }
    }

    int inFlight() {
        return inFlight;
    }

    /** Collects answers until {@link #uncork}, so that one system call writes them. */
    void cork() {
        corked = true;
    }

    void uncork() {
        corked = false;
        flush();
    }

    /** The connection is gone: answers that are ready are dropped, those to come will be. */
    void drop() {
        dropped = true;
        for (Slot slot : slots) {
            if (slot.ready) {
                done(slot);
            }
        }
        slots.clear();
    }

    private void writeReady() {
        for (Slot head = slots.peek(); head != null && head.ready; head = slots.peek()) {
            slots.remove();
            write(head);
        }
    }

    private void write(Slot slot) {
        Frame answer = slot.answer;
        slot.answer = null;
        if (answer == null) {
            done(slot);
            return;
        }
        dirty = true;
        int last = answer.parts().size() - 1;
        for (Object part : answer.parts().subList(0, last)) {
            // What follows half a part would be taken for something else.
            channel.write(outbound(part)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
        channel.write(outbound(answer.parts().get(last))).addListener(written -> done(slot));
        if (slot.last) {
            channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private Object outbound(Object part) {
        if (!(part instanceof FilePart file)) {
            return part;
        }
        return encrypted ? new FileReading(file) : new FileSending(file);
    }

    private void done(Slot slot) {
        if (slot.answer != null) {
            slot.answer.release();
            slot.answer = null;
        }
        slot.onDone.run();
        inFlight -= slot.weight;
        inFlightBytes -= slot.bytes;
        if (!dropped && !full()) {
            flow.go(Flow.Stop.IN_FLIGHT);
        }
    }

    private boolean full() {
        return inFlight >= IN_FLIGHT_MAX || inFlightBytes >= IN_FLIGHT_BYTES_MAX;
    }

    private void flush() {
        if (dirty) {
            dirty = false;
            channel.flush();
        }
    }

    private void requireEventLoop() {
        if (!channel.eventLoop().inEventLoop()) {
            throw new IllegalStateException(
                    "called from " + Thread.currentThread().getName());
        }
    }
}
