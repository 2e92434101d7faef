package io.gatehouse.zk;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.util.Base64URL;
import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;

/**
 * Seals and opens values: a JWE in compact form (RFC 7516), direct AES-256-GCM, whose protected header carries the key's
 * id and where the value belongs. Opening compares that header with where the value was found, field by field, before
 * the key is used; there is no trial of other keys (attack 273). Thread: any.
 */
final class Seal {
    /** The format's version; a reader that knows no other refuses all others. */
    private static final JOSEObjectType TYPE = new JOSEObjectType("gatehouse-znode-1");

    private final KeyRing ring;
    private final String clusterId;
    private final SecureRandom random;

    Seal(KeyRing ring, String clusterId, SecureRandom random) {
        this.ring = ring;
        this.clusterId = clusterId;
        this.random = random;
    }

    /** Whether {@code data} has the look of what Kafka writes: JSON, not a seal. */
    static boolean clear(byte[] data) {
        return data.length > 0 && data[0] == '{';
    }

    byte[] close(byte[] clear, Place place) {
        byte[] key = ring.activeKey().reveal();
        try {
            JWEObject sealed = new JWEObject(header(ring.active(), place), new Payload(clear));
            DirectEncrypter encrypter = new DirectEncrypter(key);
            encrypter.getJCAContext().setSecureRandom(random);
            sealed.encrypt(encrypter);
            return sealed.serialize().getBytes(StandardCharsets.US_ASCII);
        } catch (JOSEException e) {
            throw new IllegalStateException("this JDK cannot seal with AES-256-GCM", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    Opened open(byte[] data, Place place) {
        JWEObject sealed = parse(data, place);
        String keyId = sealed.getHeader().getKeyID();
        if (keyId == null
                || !header(keyId, place)
                        .toJSONObject()
                        .equals(sealed.getHeader().toJSONObject())) {
            throw new SealBroken(place.path(), SealBroken.Reason.NOT_AUTHENTIC);
        }
        Secret secret = ring.key(keyId).orElseThrow(() -> new SealBroken(place.path(), SealBroken.Reason.UNKNOWN_KEY));
        byte[] key = secret.reveal();
        try {
            sealed.decrypt(new DirectDecrypter(key));
            return new Opened(sealed.getPayload().toBytes(), keyId);
        } catch (JOSEException e) {
            throw new SealBroken(place.path(), SealBroken.Reason.NOT_AUTHENTIC);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Five parts (RFC 7516 section 7.1), of which the second is empty, because the key is used directly. */
    private static JWEObject parse(byte[] data, Place place) {
        String[] parts = new String(data, StandardCharsets.ISO_8859_1).split("\\.", -1);
        if (parts.length != 5 || !parts[1].isEmpty()) {
            throw new SealBroken(place.path(), SealBroken.Reason.NOT_AUTHENTIC);
        }
        List<Base64URL> encoded = Arrays.stream(parts).map(Base64URL::new).toList();
        if (!encoded.stream().allMatch(Seal::canonical)) {
            throw new SealBroken(place.path(), SealBroken.Reason.NOT_AUTHENTIC);
        }
        try {
            return new JWEObject(encoded.get(0), null, encoded.get(2), encoded.get(3), encoded.get(4));
        } catch (ParseException | RuntimeException e) { // Its parser throws what it likes, NullPointerException too.
            throw new SealBroken(place.path(), SealBroken.Reason.NOT_AUTHENTIC);
        }
    }

    /**
     * The last character of a part may have bits that decoding drops, and decoding passes over foreign characters:
     * without this check both could be changed.
     */
    private static boolean canonical(Base64URL part) {
        return Base64URL.encode(part.decode()).equals(part);
    }

    private JWEHeader header(String keyId, Place place) {
        return new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                .type(TYPE)
                .keyID(keyId)
                .customParam("cluster", clusterId)
                .customParam("path", place.path())
                .customParam("version", Integer.toString(place.version()))
                .customParam("czxid", Long.toHexString(place.czxid()))
                .build();
    }

    /**
     * Where a value belongs.
     *
     * @param version the data's version that the write of this value produces
     * @param czxid the transaction that created the znode, so that a value does not open in a later znode of the same
     *     name; 0 for the value that a znode is created with, because it is not known before
     */
    record Place(String path, int version, long czxid) {
        static Place ofCreation(String path) {
            return new Place(path, 0, 0);
        }

        static Place of(String path, int version, long czxid) {
            return version == 0 ? ofCreation(path) : new Place(path, version, czxid);
        }
    }

    /** What came out. */
    static final class Opened {
        private final byte[] clear;
        private final String keyId;

        Opened(byte[] clear, String keyId) {
            this.clear = clear;
            this.keyId = keyId;
        }

        byte[] clear() {
            return clear;
        }

        String keyId() {
            return keyId;
        }
    }
}
