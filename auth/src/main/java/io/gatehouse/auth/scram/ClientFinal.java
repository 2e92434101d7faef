package io.gatehouse.auth.scram;

import java.util.List;

/**
 * The client's final message (RFC 5802 section 7, {@code client-final-message}), parsed and compared with the first as far
 * as no secret is needed.
 *
 * @param withoutProof what both sides sign
 */
record ClientFinal(String withoutProof, Proof proof) {

    /**
     * @param gs2Header what the first message began with; Kafka does not compare it, RFC 5802 section 7 tells us to
     * @param clientNonce as it stood in the first message
     * @param nonce client's and server's part; only the whole is right (CVE-2024-56128)
     */
    static ClientFinal parse(byte[] message, String gs2Header, String clientNonce, String nonce) throws MalformedScram {
        String text = ScramText.decode(message);
        List<ScramText.Attribute> attributes = ScramText.attributes(text);
        ScramText.Attribute last = attributes.get(attributes.size() - 1);
        if (attributes.size() < 3
                || !attributes.get(0).is("c")
                || !attributes.get(1).is("r")
                || !last.is("p")
                || attributes.stream().anyMatch(attribute -> attribute.is("m"))) {
            throw new MalformedScram("bad-client-final");
        }
        String repeated = ScramText.decode(ScramText.base64(attributes.get(0).value()));
        if (!repeated.equals(gs2Header)) {
            throw new MalformedScram("channel-binding-mismatch");
        }
        String said = attributes.get(1).value();
        // librdkafka before 2.6.1 puts its own nonce in front of the whole once more: that one other string is right
        // too.
        if (!said.equals(nonce) && !said.equals(clientNonce + nonce)) {
            throw new MalformedScram("nonce-mismatch");
        }
        String withoutProof = text.substring(0, text.lastIndexOf(",p="));
        return new ClientFinal(withoutProof, new Proof(ScramText.base64(last.value())));
    }

    /** The proof's bytes; a class and not an array, so that the record compares and prints as one expects. */
    static final class Proof {
        private final byte[] bytes;

        Proof(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes.clone();
        }
    }
}
