package io.gatehouse.certs.check;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** Closes a socket when its time is up, whatever trickles in: a timeout for each read alone can be drawn out for ever. */
final class Deadline implements Closeable {
    private final long endNanos;
    private final Timer timer = new Timer("check-deadline", true);
    private volatile boolean passed;

    Deadline(Duration patience) {
        this.endNanos = System.nanoTime() + patience.toNanos();
    }

    void guard(Socket socket) {
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        passed = true;
                        try {
                            socket.close();
                        } catch (IOException e) {
                            // Closed is what it shall be.
                        }
                    }
                },
                Math.max(1, (endNanos - System.nanoTime()) / 1_000_000));
    }

    boolean passed() {
        return passed;
    }

    /** For a single call; never 0, which would mean for ever. */
    int leftMillis() throws SocketTimeoutException {
        long left = (endNanos - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no time left");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    @Override
    public void close() {
        timer.cancel();
    }
}
