package io.gatehouse.auth.scram;

import io.gatehouse.auth.secret.PasswordPolicy;
import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the broker keeps of a SCRAM password: enough to check a proof, not enough to log in (RFC 5802 section 3). While a
 * password is being changed, that of the one before as well (PEERS B6).
 * Immutable; {@code toString} shows the iterations only. Thread: any.
 */
public final class ScramCredential {
    /** RFC 7677 section 4; a stored credential below it is not accepted for a login (CONFORMANCE SCR-13). */
    public static final int ITERATIONS_MIN = 4096;

    /** What Kafka's broker accepts at creation (CONFORMANCE SCR-18): a peer must not choose how long hashing takes. */
    public static final int ITERATIONS_MAX = 16384;

    /** What Kafka's tools take where nothing is said, so that most users of a cluster have it. */
    public static final int ITERATIONS_DEFAULT = 4096;

    /** A salt that a peer sends is kept in ZooKeeper and sent at every login. */
    public static final int SALT_BYTES_MAX = 256;

    private static final Set<String> PARTS = Set.of("salt", "stored_key", "server_key", "iterations");

    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;
    private final int iterations;
    private final @Nullable ScramCredential previous;

    ScramCredential(byte[] salt, byte[] storedKey, byte[] serverKey, int iterations) {
        this(salt, storedKey, serverKey, iterations, null);
    }

    private ScramCredential(
            byte[] salt, byte[] storedKey, byte[] serverKey, int iterations, @Nullable ScramCredential previous) {
        if (salt.length == 0 || salt.length > SALT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "salt of " + salt.length + " bytes (expected: 1.." + SALT_BYTES_MAX + ")");
        }
        if (storedKey.length != serverKey.length || (storedKey.length != 32 && storedKey.length != 64)) {
            throw new IllegalArgumentException("stored key of " + storedKey.length + " and server key of "
                    + serverKey.length + " bytes (expected: both 32 or both 64)");
        }
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations " + iterations + " (expected: at least 1)");
        }
        this.salt = salt.clone();
        this.storedKey = storedKey.clone();
        this.serverKey = serverKey.clone();
        this.iterations = iterations;
        this.previous = previous;
    }

    /** From what an admin client sends: the password is already salted and hashed (CONFORMANCE SCR-17, SCR-06). */
    public static ScramCredential derive(ScramHash hash, byte[] saltedPassword, byte[] salt, int iterations) {
        if (saltedPassword.length != hash.length()) {
            throw new IllegalArgumentException(
                    "salted password of " + saltedPassword.length + " bytes (expected: " + hash.length() + ")");
        }
        byte[] clientKey = hash.hmac(saltedPassword, "Client Key".getBytes(StandardCharsets.US_ASCII));
        byte[] serverKey = hash.hmac(saltedPassword, "Server Key".getBytes(StandardCharsets.US_ASCII));
        return new ScramCredential(salt, hash.digest(clientKey), serverKey, iterations);
    }

    /** From a password as it is: UTF-8, no normalisation, as Kafka does (CONFORMANCE SCR-06). */
    public static ScramCredential ofPassword(ScramHash hash, Secret password, byte[] salt, int iterations) {
        byte[] revealed = password.reveal();
        byte[] salted = hash.stretch(revealed, salt, iterations);
        try {
            return derive(hash, salted, salt, iterations);
        } finally {
            Arrays.fill(revealed, (byte) 0);
            Arrays.fill(salted, (byte) 0);
        }
    }

    /** As {@link #ofPassword(ScramHash, Secret, byte[], int)} with a fresh salt. */
    public static ScramCredential ofPassword(ScramHash hash, Secret password, int iterations, SecureRandom random) {
        return ofPassword(hash, password, ScramSalt.random(random), iterations);
    }

    /** As ZooKeeper keeps it: four parts, any order, no others (CONFORMANCE SCR-03). */
    public static ScramCredential parse(String text) {
        Map<String, String> parts = new HashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0 || parts.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
                throw malformed();
            }
        }
        if (!parts.keySet().equals(PARTS)) {
            throw malformed();
        }
        return new ScramCredential(
                base64(parts.getOrDefault("salt", "")),
                base64(parts.getOrDefault("stored_key", "")),
                base64(parts.getOrDefault("server_key", "")),
                number(parts.getOrDefault("iterations", "")));
    }

    /** The text that {@link #parse} reads, in Kafka's order, without a previous one. It is secret: it goes into a sealed znode and nowhere else. */
    public String toText() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "salt=" + base64.encodeToString(salt)
                + ",stored_key=" + base64.encodeToString(storedKey)
                + ",server_key=" + base64.encodeToString(serverKey)
                + ",iterations=" + iterations;
    }

    public byte[] salt() {
        return salt.clone();
    }

    public byte[] storedKey() {
        return storedKey.clone();
    }

    public byte[] serverKey() {
        return serverKey.clone();
    }

    public int iterations() {
        return iterations;
    }

    /** The user's password before this one, which is good for as long as it is kept here. */
    public Optional<ScramCredential> previous() {
        return Optional.ofNullable(previous);
    }

    /**
     * This one with a second that is good too. A server tells its salt before it can know which of the two passwords the client
     * has, so both must have been made with the same salt and iterations.
     */
    public ScramCredential withPrevious(ScramCredential before) {
        if (!before.madeAs(this)) {
            throw new IllegalArgumentException("a previous credential with another salt, or " + before.iterations
                    + " iterations and not " + iterations + " (expected: the same of both)");
        }
        return new ScramCredential(salt, storedKey, serverKey, iterations, before.alone());
    }

    /** This one and no previous one. */
    public ScramCredential alone() {
        return previous == null ? this : new ScramCredential(salt, storedKey, serverKey, iterations);
    }

    /** That of another password, made so that it can have this one as its previous one; takes as long as any. */
    public ScramCredential ofNext(ScramHash hash, Secret password) {
        return ofPassword(hash, password, salt, iterations);
    }

    /** Whether one can be the other's previous one. */
    public boolean madeAs(ScramCredential other) {
        return iterations == other.iterations
                && storedKey.length == other.storedKey.length
                && Secret.of(salt).sameAs(Secret.of(other.salt));
    }

    /** Which of the two {@code password} is; takes as long as making one did. */
    Optional<ScramCredential> of(ScramHash hash, Secret password) {
        Secret key = Secret.of(ofPassword(hash, password, salt, iterations).storedKey);
        return firstOf(credential -> key.sameAs(Secret.of(credential.storedKey)));
    }

    /** Whether the password is one of the few that are tried before all others; takes as long as making some. */
    public boolean guessable(ScramHash hash, String user) {
        return PasswordPolicy.triedVeryFirst(user)
                .anyMatch(password -> of(hash, password).isPresent());
    }

    /** The first of the two that fits; both are tried, always, so that the work does not tell how many there are. */
    Optional<ScramCredential> firstOf(Predicate<ScramCredential> fits) {
        ScramCredential second = previous == null ? this : previous;
        boolean fitsFirst = fits.test(this);
        boolean fitsSecond = fits.test(second);
        if (fitsFirst) {
            return Optional.of(this);
        }
        return fitsSecond ? Optional.of(second) : Optional.empty();
    }

    /** Whether a proof that fits {@code one} is good. */
    boolean has(ScramCredential one) {
        return sameAs(one) || (previous != null && previous.sameAs(one));
    }

    /** Whether a proof that fits this one fits the other. */
    public boolean sameAs(ScramCredential other) {
        return iterations == other.iterations
                && Secret.of(salt).sameAs(Secret.of(other.salt))
                && Secret.of(storedKey).sameAs(Secret.of(other.storedKey));
    }

    /** Whether the keys have the length that this hash gives. */
    boolean fits(ScramHash hash) {
        return storedKey.length == hash.length();
    }

    @Override
    public String toString() {
        return "ScramCredential[iterations=" + iterations + (previous == null ? "" : ", with a previous one") + "]";
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw malformed();
        }
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("SCRAM credential text, not shown because it is secret"
                + " (expected: salt=BASE64,stored_key=BASE64,server_key=BASE64,iterations=NUMBER)");
    }
}
