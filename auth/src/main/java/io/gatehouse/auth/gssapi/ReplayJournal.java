package io.gatehouse.auth.gssapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which authenticators earlier runs of this broker have seen (attack 111). The JDK remembers those of this run in memory and
 * forgets them with the process; a log-in that was recorded on the wire would open the door again right after a restart.
 * Each authenticator is written down as a digest before its owner is let in, in one of two files that take turns, so that
 * they hold no more than {@link #MEMORY} needs. Only a start reads them. Thread: any.
 */
public final class ReplayJournal implements AutoCloseable {
    /** Twice the clock skew that Kerberos allows, five minutes unless krb5.conf says more, and half as much again. */
    static final Duration MEMORY = Duration.ofMinutes(15);

    static final String CURRENT = "kerberos-replays";
    static final String EARLIER = "kerberos-replays.1";

    private static final int ENTRY_BYTES = 2 * Long.BYTES;

    private final Path folder;
    private final Instant started;
    private long[] before;
    private FileChannel file;
    private Instant fileSince;

    private ReplayJournal(Path folder, Instant now) throws IOException {
        this.folder = folder;
        this.started = now;
        this.fileSince = now;
        Map<Long, Long> seen = new TreeMap<>();
        read(folder.resolve(EARLIER), now, seen);
        read(folder.resolve(CURRENT), now, seen);
        this.before = seen.keySet().stream().mapToLong(Long::longValue).toArray();
        keep(seen);
        this.file = fresh();
    }

    /** @throws KerberosFailure where the folder cannot be used */
    public static ReplayJournal open(Path folder, Instant now) {
        try {
            Files.createDirectories(folder);
            return new ReplayJournal(folder, now);
        } catch (IOException e) {
            throw new KerberosFailure(
                    "which Kerberos log-ins were seen cannot be kept in " + folder + ": " + e
                            + " (expected: a folder that this broker may write to)",
                    e);
        }
    }

    /** Whether no earlier run has seen this authenticator; the next run will know of it. */
    synchronized boolean first(byte[] authenticator, Instant now) throws IOException {
        long digest = digest(authenticator);
        if (!now.isBefore(started.plus(MEMORY))) {
            before = new long[0]; // What they saw is too old for Kerberos itself now.
        }
        if (Arrays.binarySearch(before, digest) >= 0) {
            return false;
        }
        if (!now.isBefore(fileSince.plus(MEMORY))) {
            file.close();
            Files.move(folder.resolve(CURRENT), folder.resolve(EARLIER), StandardCopyOption.REPLACE_EXISTING);
            file = fresh();
            fileSince = now;
        }
        write(file, entries(Map.of(digest, now.toEpochMilli())));
        return true;
    }

    private FileChannel fresh() throws IOException {
        return FileChannel.open(
                folder.resolve(CURRENT),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    }

    /** A broken last entry is from a crash in the middle of a write, before its owner was let in. */
    private static void read(Path path, Instant now, Map<Long, Long> seen) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        ByteBuffer entries = ByteBuffer.wrap(Files.readAllBytes(path));
        while (entries.remaining() >= ENTRY_BYTES) {
            long digest = entries.getLong();
            long time = entries.getLong();
            if (now.toEpochMilli() - time < MEMORY.toMillis()) {
                seen.put(digest, time);
            }
        }
    }

    /** Both files become the earlier one, whole or not at all. */
    private void keep(Map<Long, Long> seen) throws IOException {
        Path next = folder.resolve(EARLIER + ".new");
        try (FileChannel kept = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            write(kept, entries(seen));
            kept.force(true);
        }
        Files.move(next, folder.resolve(EARLIER), StandardCopyOption.ATOMIC_MOVE);
    }

    private static ByteBuffer entries(Map<Long, Long> digests) {
        ByteBuffer entries = ByteBuffer.allocate(digests.size() * ENTRY_BYTES);
        digests.forEach((digest, time) -> entries.putLong(digest).putLong(time));
        return entries.flip();
    }

    private static void write(FileChannel file, ByteBuffer entries) throws IOException {
        while (entries.hasRemaining()) {
            var unused = file.write(entries);
        }
    }

    /** Eight bytes of SHA-256: a client that finds two authenticators with one digest keeps only itself out. */
    private static long digest(byte[] authenticator) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(authenticator))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
