package io.gatehouse.auth.scram;

import io.gatehouse.auth.sasl.RoundResult;
import java.util.List;

/**
 * The client's first message (RFC 5802 section 7, {@code client-first-message}).
 *
 * @param gs2Header the part before the bare message, which the client's final message has to repeat
 * @param bare the rest, which both sides sign
 * @param token whether {@code user} is the id of a delegation token (KIP-48)
 */
record ClientFirst(String gs2Header, String bare, String user, String nonce, boolean token) {

    static ClientFirst parse(byte[] message) throws MalformedScram {
        String text = ScramText.decode(message);
        int flagEnd = text.indexOf(',');
        int headerEnd = text.indexOf(',', flagEnd + 1);
        if (flagEnd < 0 || headerEnd < 0) {
            throw new MalformedScram("bad-gs2-header");
        }
        // "y" says that the client thinks we cannot bind to the channel, "p=" that it wants to (CONFORMANCE SCR-07).
        if (!text.substring(0, flagEnd).equals("n")) {
            throw new MalformedScram("channel-binding");
        }
        String bare = text.substring(headerEnd + 1);
        List<ScramText.Attribute> attributes = ScramText.attributes(bare);
        // RFC 5802 section 5.1: "m" is a mandatory extension that we do not know.
        if (attributes.stream().anyMatch(attribute -> attribute.is("m"))) {
            throw new MalformedScram("mandatory-extension");
        }
        if (attributes.size() < 2
                || !attributes.get(0).is("n")
                || !attributes.get(1).is("r")) {
            throw new MalformedScram("bad-client-first");
        }
        String user = ScramText.name(attributes.get(0).value());
        requireSameOrNone(text.substring(flagEnd + 1, headerEnd), user);
        return new ClientFirst(
                text.substring(0, headerEnd + 1),
                bare,
                user,
                ScramText.nonce(attributes.get(1).value()),
                attributes.stream().anyMatch(ClientFirst::saysToken));
    }

    /** Nobody acts for somebody else (CONFORMANCE SCR-09, attack 71). */
    private static void requireSameOrNone(String authorization, String user) throws MalformedScram {
        if (authorization.isEmpty()) {
            return;
        }
        if (!authorization.startsWith("a=")) {
            throw new MalformedScram("bad-gs2-header");
        }
        if (!ScramText.name(authorization.substring(2)).equals(user)) {
            throw new MalformedScram(RoundResult.OTHER_AUTHORIZATION_ID);
        }
    }

    private static boolean saysToken(ScramText.Attribute attribute) {
        return attribute.is("tokenauth") && attribute.value().equalsIgnoreCase("true");
    }
}
