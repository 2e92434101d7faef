package io.gatehouse.auth.gssapi;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A client's first token: Kerberos' AP-REQ in the frame of GSS (RFC 4121 section 4.1, RFC 4120 section 5.5.1), as far as it
 * can be read without a key. Everything that is none is refused here, before the JDK looks at it: other mechanisms (SPNEGO,
 * NTLM), other messages, broken frames, weak encryption (attacks 114, 117).
 */
record ApRequest(Encrypted ticket, Encrypted authenticator) {
    /** What Active Directory sends at most, 48,000 bytes, rounded up to what its setting can be raised to. */
    static final int BYTES_MAX = 65_535;

    /** The object identifier 1.2.840.113554.1.2.2, and the two bytes that say AP-REQ. */
    private static final String KERBEROS = "06092a864886f712010202" + "0100";

    private static final int VERSION = 5;
    private static final int AP_REQUEST = 14;
    private static final int TICKET = 1;

    static ApRequest parse(byte[] token) throws MalformedToken {
        if (token.length > BYTES_MAX) {
            throw new MalformedToken("token-too-long");
        }
        Der frame = new Der(token).only(Der.application(0));
        byte[] mechanism = HexFormat.of().parseHex(KERBEROS);
        if (Arrays.mismatch(frame.bytes(mechanism.length), mechanism) >= 0) {
            throw new MalformedToken("other-gss-mechanism");
        }
        Der request = frame.only(Der.application(AP_REQUEST)).only(Der.SEQUENCE);
        expect(request.enter(Der.field(0)).integer(), VERSION);
        expect(request.enter(Der.field(1)).integer(), AP_REQUEST);
        request.skip(Der.field(2)); // Options: whether the client wants an answer is the JDK's to see.
        Encrypted ticket = ticket(request.enter(Der.field(3)));
        Encrypted authenticator = Encrypted.read(request.only(Der.field(4)));
        return new ApRequest(ticket, authenticator);
    }

    private static Encrypted ticket(Der field) throws MalformedToken {
        Der ticket = field.only(Der.application(TICKET)).only(Der.SEQUENCE);
        expect(ticket.enter(Der.field(0)).integer(), VERSION);
        ticket.skip(Der.field(1)); // Realm and service: not encrypted, so nothing to believe.
        ticket.skip(Der.field(2));
        return Encrypted.read(ticket.only(Der.field(3)));
    }

    private static void expect(int found, int expected) throws MalformedToken {
        if (found != expected) {
            throw new MalformedToken("malformed-kerberos-token");
        }
    }
}
