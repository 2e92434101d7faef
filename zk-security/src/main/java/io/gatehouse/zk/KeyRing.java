package io.gatehouse.zk;

import io.gatehouse.auth.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The AES-256 keys that seal znodes, from a file that only its owner may read: several keys, so that old values open
 * after a rotation, one of them active, which seals. Whoever loses the file loses what is sealed: keep a copy apart.
 *
 * <p>With random 96-bit nonces one key may seal 2^32 values; znodes change rarely enough that a yearly rotation stays
 * far below. Immutable. Thread: any.
 */
public final class KeyRing {
    static final int KEY_BYTES = 32;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");

    private final String active;
    private final Map<String, Secret> keys;

    KeyRing(String active, Map<String, Secret> keys) {
        this.active = active;
        this.keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    /** Writes a file with one fresh key, and its folder if that is missing; the file must not be there yet. */
    public static KeyRing create(Path file, SecureRandom random) {
        String id = freshId(random, Set.of());
        KeyRing ring = new KeyRing(id, Map.of(id, freshKey(random)));
        try {
            ring.writeNew(file);
            return ring;
        } catch (FileAlreadyExistsException e) {
            throw new KeyRingFailure("key ring " + file + " exists (expected: no file, its keys may be in use)");
        } catch (IOException e) {
            throw new KeyRingFailure("key ring " + file + " cannot be written: " + e.getMessage());
        }
    }

    /** Reads the file, which only its owner may be allowed to read and write. */
    public static KeyRing load(Path file) {
        try {
            checkMode(file);
            return KeyRingText.parse(file, Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new KeyRingFailure("key ring " + file + " is missing (expected: the file that sealed this cluster's"
                    + " znodes; bring it back from your copy)");
        } catch (IOException e) {
            throw new KeyRingFailure("key ring " + file + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * Adds a fresh key to the file and makes it the active one. The old keys stay: values that they sealed open until
     * they are written again. All brokers must have the new file before one of them writes.
     */
    public static KeyRing add(Path file, SecureRandom random) {
        KeyRing old = load(file);
        Map<String, Secret> keys = new LinkedHashMap<>(old.keys);
        String id = freshId(random, keys.keySet());
        keys.put(id, freshKey(random));
        KeyRing ring = new KeyRing(id, keys);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(draft);
            ring.writeNew(draft);
            replace(draft, file);
            return ring;
        } catch (IOException e) {
            throw new KeyRingFailure("key ring " + file + " cannot be replaced: " + e.getMessage());
        }
    }

    /** The id of the key that seals. */
    public String active() {
        return active;
    }

    /** All ids, the retired keys' too. */
    public Set<String> ids() {
        return new TreeSet<>(keys.keySet());
    }

    /**
     * A secret that all brokers of the cluster can make and nobody else: HMAC-SHA-256 of the purpose under the oldest key,
     * so that adding a key does not change it.
     */
    public Secret derive(String purpose) {
        Secret oldest = keys.values().iterator().next();
        byte[] key = oldest.reveal();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            return Secret.of(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    Secret activeKey() {
        return key(active).orElseThrow();
    }

    Optional<Secret> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    Map<String, Secret> keys() {
        return keys;
    }

    @Override
    public String toString() {
        return "KeyRing[active " + active + " of " + keys.size() + "]";
    }

    private void writeNew(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder, mode(file, OWNER_ONLY_FOLDER));
        }
        Files.createFile(file, mode(file, OWNER_ONLY));
        Files.writeString(file, KeyRingText.format(this), StandardCharsets.UTF_8, StandardOpenOption.SYNC);
    }

    private static FileAttribute<?>[] mode(Path file, Set<PosixFilePermission> permissions) {
        return posix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static void replace(Path draft, Path file) throws IOException {
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void checkMode(Path file) throws IOException {
        if (!posix(file)) {
            return;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(mode)) {
            throw new KeyRingFailure("key ring " + file + " has mode " + PosixFilePermissions.toString(mode)
                    + " (expected: rw-------; chmod 600 " + file + ")");
        }
    }

    private static boolean posix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static Secret freshKey(SecureRandom random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        try {
            return Secret.of(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static String freshId(SecureRandom random, Set<String> taken) {
        byte[] bytes = new byte[6];
        String id;
        do {
            random.nextBytes(bytes);
            id = "k-" + HexFormat.of().formatHex(bytes);
        } while (taken.contains(id));
        return id;
    }
}
