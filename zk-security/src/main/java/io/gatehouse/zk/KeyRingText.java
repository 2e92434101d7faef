package io.gatehouse.zk;

import io.gatehouse.auth.secret.Secret;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The key ring's file: {@code version=1}, {@code active=ID}, then one {@code ID=BASE64} for each key. */
final class KeyRingText {
    private static final String VERSION = "version=1";
    private static final String ACTIVE = "active=";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private KeyRingText() {}

    static String format(KeyRing ring) {
        StringBuilder text = new StringBuilder();
        text.append(
                "# The keys that seal this cluster's znodes. Without them the metadata is lost: keep a copy apart.\n");
        text.append(VERSION).append('\n');
        text.append(ACTIVE).append(ring.active()).append('\n');
        ring.keys()
                .forEach((id, key) ->
                        text.append(id).append('=').append(base64(key)).append('\n'));
        return text.toString();
    }

    static KeyRing parse(Path file, String text) {
        List<String> lines = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        if (lines.size() < 3 || !lines.get(0).equals(VERSION) || !lines.get(1).startsWith(ACTIVE)) {
            throw malformed(file, "its first lines");
        }
        Map<String, Secret> keys = new LinkedHashMap<>();
        for (String line : lines.subList(2, lines.size())) {
            int equals = line.indexOf('=');
            String id = equals < 0 ? "" : line.substring(0, equals);
            if (!ID.matcher(id).matches() || keys.put(id, key(file, line.substring(equals + 1))) != null) {
                throw malformed(file, "the line of a key");
            }
        }
        String active = lines.get(1).substring(ACTIVE.length());
        if (!keys.containsKey(active)) {
            throw malformed(file, "its active key, which is not in the file");
        }
        return new KeyRing(active, keys);
    }

    private static Secret key(Path file, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw malformed(file, "a key");
        }
        if (bytes.length != KeyRing.KEY_BYTES) {
            throw malformed(file, "a key of " + bytes.length + " bytes");
        }
        try {
            return Secret.of(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static String base64(Secret key) {
        byte[] bytes = key.reveal();
        try {
            return Base64.getEncoder().encodeToString(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static KeyRingFailure malformed(Path file, String what) {
        return new KeyRingFailure("key ring " + file + " is malformed in " + what
                + " (expected: version=1, active=ID, then lines ID=BASE64 of 32 bytes)");
    }
}
