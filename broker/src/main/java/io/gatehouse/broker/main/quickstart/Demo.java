package io.gatehouse.broker.main.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * Sends the lines of a file through the broker and back, one record for each line, and compares. The topic has one
 * partition, so what comes out must be what went in, in order. Thread: the caller's.
 */
final class Demo {
    /** Records under way at a time: enough to keep the connection busy, few enough that none waits long in a queue. */
    private static final int UNDER_WAY_MAX = 16;
    /** Nothing came back for so long: something is wrong, and the person at the terminal wants to know. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(100);

    private final Pipe pipe;
    private final InstantSource clock;

    private final MessageDigest sent = sha256();
    private final MessageDigest received = sha256();
    private final RoundTrips times = new RoundTrips();
    private final Deque<Instant> underWay = new ArrayDeque<>();
    /** Set by the producer's thread. */
    private volatile Optional<Exception> refused = Optional.empty();

    private long lines;
    private long bytes;
    private Instant lastArrival = Instant.MAX;

    Demo(Pipe pipe, InstantSource clock) {
        this.pipe = pipe;
        this.clock = clock;
    }

    /** Streams the file; a record that is lost, doubled or changed is a failure. */
    DemoReport run(Path file) {
        Instant begun = clock.instant();
        lastArrival = begun;
        // Latin-1 keeps every byte as it is: a file need not be UTF-8 to be streamed.
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            boolean more = true;
            while (more || !underWay.isEmpty()) {
                while (more && underWay.size() < UNDER_WAY_MAX) {
                    Optional<String> line = Optional.ofNullable(reader.readLine());
                    line.ifPresent(this::send);
                    more = line.isPresent();
                }
                receive();
            }
        } catch (IOException e) {
            throw new QuickstartFailure("the file " + file + " cannot be read: " + Explanation.of(e) + ".", e);
        }
        if (!Arrays.equals(sent.digest(), received.digest())) {
            throw new QuickstartFailure("what came back is not what was sent; please report this, with the file.");
        }
        return new DemoReport(lines, bytes, Duration.between(begun, clock.instant()), times);
    }

    private void send(String line) {
        byte[] value = line.getBytes(StandardCharsets.ISO_8859_1);
        update(sent, value);
        lines++;
        bytes += value.length;
        underWay.add(clock.instant());
        pipe.send(value, failure -> refused = Optional.of(failure));
    }

    private void receive() {
        for (byte[] value : pipe.receive(POLL)) {
            Instant now = clock.instant();
            Instant begun = Optional.ofNullable(underWay.poll())
                    .orElseThrow(() -> new QuickstartFailure(
                            "a record came back that was not under way; is somebody else writing to the topic?"));
            times.add(Duration.between(begun, now));
            update(received, value);
            lastArrival = now;
        }
        refused.ifPresent(failure -> {
            throw new QuickstartFailure("a line was not accepted: " + Explanation.of(failure), failure);
        });
        if (!underWay.isEmpty() && lastArrival.plus(PATIENCE).isBefore(clock.instant())) {
            throw new QuickstartFailure(underWay.size() + " records have not come back for " + PATIENCE.toSeconds()
                    + " s after " + (lines - underWay.size()) + " that did.");
        }
    }

    /** With its length, so that a moved line end is a difference. */
    private static void update(MessageDigest digest, byte[] value) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, value.length));
        digest.update(value);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }
}
