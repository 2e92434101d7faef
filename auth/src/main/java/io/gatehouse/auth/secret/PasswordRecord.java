package io.gatehouse.auth.secret;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One encrypted password as text: pairs {@code name:value}, separated by commas (CONFORMANCE ENC-01). Kafka's, to the
 * letter. Whoever can write to ZooKeeper can write anything here, so every size is bounded before it costs anything.
 */
final class PasswordRecord {
    /** Inline PEM chains are passwords too. */
    private static final int TEXT_MAX = 512 * 1024;

    private static final int SALT_MIN = 8;
    private static final int SALT_MAX = 1024;
    private static final int GCM_VECTOR_BYTES = 12;
    private static final int BLOCK_BYTES = 16;
    private static final int TAG_BITS = 128;

    private static final String KEY_FACTORY = "keyFactoryAlgorithm";
    private static final String CIPHER = "cipherAlgorithm";
    private static final String KEY_LENGTH = "keyLength";
    private static final String SALT = "salt";
    private static final String ITERATIONS = "iterations";
    private static final String ENCRYPTED = "encryptedPassword";
    private static final String LENGTH = "passwordLength";
    private static final String VECTOR = "initializationVector";
    private static final String TAG_LENGTH = "authenticationTagLength";
    private static final Set<String> NAMES =
            Set.of(KEY_FACTORY, CIPHER, KEY_LENGTH, SALT, ITERATIONS, ENCRYPTED, LENGTH, VECTOR, TAG_LENGTH);

    private final PasswordEncoding encoding;
    private final byte[] salt;
    private final byte[] vector;
    private final byte[] encrypted;
    private final int length;

    /** @param length of the password, in characters */
    PasswordRecord(PasswordEncoding encoding, byte[] salt, byte[] vector, byte[] encrypted, int length) {
        this.encoding = encoding;
        this.salt = salt.clone();
        this.vector = vector.clone();
        this.encrypted = encrypted.clone();
        this.length = length;
    }

    PasswordEncoding encoding() {
        return encoding;
    }

    byte[] salt() {
        return salt.clone();
    }

    byte[] vector() {
        return vector.clone();
    }

    byte[] encrypted() {
        return encrypted.clone();
    }

    int length() {
        return length;
    }

    String text() {
        Map<String, Object> pairs = new LinkedHashMap<>();
        pairs.put(KEY_FACTORY, encoding.keyFactory());
        pairs.put(CIPHER, encoding.cipher());
        pairs.put(KEY_LENGTH, encoding.keyBits());
        pairs.put(ITERATIONS, encoding.iterations());
        pairs.put(SALT, Base64.getEncoder().encodeToString(salt));
        pairs.put(VECTOR, Base64.getEncoder().encodeToString(vector));
        if (encoding.authenticated()) {
            pairs.put(TAG_LENGTH, TAG_BITS);
        }
        pairs.put(ENCRYPTED, Base64.getEncoder().encodeToString(encrypted));
        pairs.put(LENGTH, length);
        StringBuilder text = new StringBuilder();
        pairs.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : ",").append(name).append(':').append(value));
        return text.toString();
    }

    /** @throws UndecodablePassword for anything else than a record within its bounds */
    static PasswordRecord parse(String text) {
        Map<String, String> pairs = pairs(text);
        PasswordEncoding encoding = encoding(pairs);
        if (encoding.authenticated() && number(pairs, TAG_LENGTH) != TAG_BITS) {
            throw new UndecodablePassword(TAG_LENGTH + " (expected: " + TAG_BITS + ")");
        }
        byte[] encrypted = bytes(pairs, ENCRYPTED, 0, TEXT_MAX);
        int length = number(pairs, LENGTH);
        if (length < 0 || length > encrypted.length) {
            throw new UndecodablePassword(LENGTH + " = " + length + " (expected: 0.." + encrypted.length + ")");
        }
        int vectorBytes = encoding.authenticated() ? GCM_VECTOR_BYTES : BLOCK_BYTES;
        return new PasswordRecord(
                encoding,
                bytes(pairs, SALT, SALT_MIN, SALT_MAX),
                bytes(pairs, VECTOR, vectorBytes, vectorBytes),
                encrypted,
                length);
    }

    private static Map<String, String> pairs(String text) {
        if (text.length() > TEXT_MAX) {
            throw new UndecodablePassword(text.length() + " characters (expected: at most " + TEXT_MAX + ")");
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split(",", NAMES.size() + 1)) {
            int colon = pair.indexOf(':');
            String name = colon < 0 ? "" : pair.substring(0, colon).trim();
            if (!NAMES.contains(name)
                    || pairs.put(name, pair.substring(colon + 1).trim()) != null) {
                throw new UndecodablePassword(
                        "no encrypted password (expected: pairs of name and value, as the broker or"
                                + " kafka-configs.sh writes them)");
            }
        }
        return pairs;
    }

    private static PasswordEncoding encoding(Map<String, String> pairs) {
        try {
            return new PasswordEncoding(
                    value(pairs, KEY_FACTORY),
                    value(pairs, CIPHER),
                    number(pairs, KEY_LENGTH),
                    number(pairs, ITERATIONS));
        } catch (IllegalArgumentException e) {
            throw new UndecodablePassword(e.getMessage()
                    + " (expected: AES with a mode that needs no more than the password, PBKDF2, at most "
                    + PasswordEncoding.ITERATIONS_MAX + " iterations)");
        }
    }

    private static String value(Map<String, String> pairs, String name) {
        String value = pairs.get(name);
        if (value == null) {
            throw new UndecodablePassword(name + " is missing (expected: all parts of an encrypted password)");
        }
        return value;
    }

    private static int number(Map<String, String> pairs, String name) {
        try {
            return Integer.parseInt(value(pairs, name));
        } catch (NumberFormatException e) {
            throw new UndecodablePassword(name + " is no number");
        }
    }

    private static byte[] bytes(Map<String, String> pairs, String name, int least, int most) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(value(pairs, name));
        } catch (IllegalArgumentException e) {
            throw new UndecodablePassword(name + " is no base64");
        }
        if (bytes.length < least || bytes.length > most) {
            throw new UndecodablePassword(
                    name + " has " + bytes.length + " bytes (expected: " + least + ".." + most + ")");
        }
        return bytes;
    }
}
