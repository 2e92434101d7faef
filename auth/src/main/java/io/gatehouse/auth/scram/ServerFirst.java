package io.gatehouse.auth.scram;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The server's first message (RFC 5802 section 7, {@code server-first-message}).
 *
 * @param text as it came, which both sides sign
 * @param nonce the client's, and the server's after it
 */
record ServerFirst(String text, String nonce, Salt salt, int iterations) {
    /**
     * More than any server of a cluster asks for, and about half a second of hashing: whoever can answer in a broker's place
     * must not choose how long this one hashes.
     */
    static final int ITERATIONS_MAX = 500_000;

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,6}");

    static ServerFirst parse(byte[] message, String clientNonce) throws MalformedScram {
        String text = ScramText.decode(message);
        List<ScramText.Attribute> attributes = ScramText.attributes(text);
        if (attributes.get(0).is("m")) { // RFC 5802 section 5.1.
            throw new MalformedScram("it wants a mandatory extension");
        }
        if (attributes.size() < 3
                || !attributes.get(0).is("r")
                || !attributes.get(1).is("s")
                || !attributes.get(2).is("i")) {
            throw new MalformedScram("its first message is not SCRAM");
        }
        String nonce = ScramText.nonce(attributes.get(0).value());
        if (!nonce.startsWith(clientNonce) || nonce.length() == clientNonce.length()) {
            throw new MalformedScram("its nonce does not continue ours");
        }
        byte[] salt = ScramText.base64(attributes.get(1).value());
        if (salt.length == 0 || salt.length > ScramCredential.SALT_BYTES_MAX) {
            throw new MalformedScram(
                    "its salt has " + salt.length + " bytes (expected: 1.." + ScramCredential.SALT_BYTES_MAX + ")");
        }
        return new ServerFirst(
                text, nonce, new Salt(salt), iterations(attributes.get(2).value()));
    }

    /** RFC 7677 section 4: fewer would let whoever listens in guess; attack rows on iterations, seen from the other side. */
    private static int iterations(String text) throws MalformedScram {
        int iterations = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (iterations < ScramCredential.ITERATIONS_MIN || iterations > ITERATIONS_MAX) {
            throw new MalformedScram("it asks for a number of iterations that this broker refuses (expected: "
                    + ScramCredential.ITERATIONS_MIN + ".." + ITERATIONS_MAX + ")");
        }
        return iterations;
    }

    /** The salt's bytes; a class and not an array, so that the record compares and prints as one expects. */
    static final class Salt {
        private final byte[] bytes;

        Salt(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes.clone();
        }
    }
}
