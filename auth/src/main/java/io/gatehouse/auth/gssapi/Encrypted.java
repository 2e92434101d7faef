package io.gatehouse.auth.gssapi;

import java.util.Set;

/** Kerberos' EncryptedData (RFC 4120 section 5.2.9). */
final class Encrypted {
    static final int AES128_SHA1 = 17;
    static final int AES256_SHA1 = 18;
    static final int AES128_SHA256 = 19;
    static final int AES256_SHA384 = 20;

    /** No DES, no triple DES, no RC4, whatever krb5.conf allows (RFC 6649, RFC 8429, attack 114). */
    static final Set<Integer> STRONG = Set.of(AES128_SHA1, AES256_SHA1, AES128_SHA256, AES256_SHA384);

    private final int type;
    private final byte[] cipherText;

    private Encrypted(int type, byte[] cipherText) {
        this.type = type;
        this.cipherText = cipherText;
    }

    /** @param field what is inside the field that holds it */
    static Encrypted read(Der field) throws MalformedToken {
        Der data = field.only(Der.SEQUENCE);
        int type = data.enter(Der.field(0)).integer();
        if (data.next(Der.field(1))) {
            data.skip(Der.field(1)); // The key's version: a hint that the keytab answers without.
        }
        byte[] cipherText = data.only(Der.field(2)).only(Der.OCTETS).rest();
        if (!STRONG.contains(type)) {
            throw new MalformedToken("weak-kerberos-encryption");
        }
        return new Encrypted(type, cipherText);
    }

    int type() {
        return type;
    }

    byte[] cipherText() {
        return cipherText.clone();
    }
}
