package io.gatehouse.broker.main.quickstart;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A way through the broker and back: what the demo needs of a producer and a consumer. */
interface Pipe {
    /** @param onFailure told once, on any thread, if the value is not accepted */
    void send(byte[] value, Consumer<Exception> onFailure);

    /** What has come back, in order; empty when nothing comes within {@code patience}. */
    List<byte[]> receive(Duration patience);
}
