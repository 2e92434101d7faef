package io.gatehouse.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/** One side of an exchange on P-256. */
record KeyShare(KeyPair pair) {
    private static final int COORDINATE_BYTES = 32;
    private static final int UNCOMPRESSED = 4;

    static KeyShare fresh() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), TestPki.RANDOM);
        return new KeyShare(generator.generateKeyPair());
    }

    byte[] point() {
        ECPoint point = key().getW();
        return Octets.joined(Octets.of(UNCOMPRESSED), coordinate(point.getAffineX()), coordinate(point.getAffineY()));
    }

    byte[] agree(byte[] peerPoint) throws GeneralSecurityException {
        ECPoint point = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(peerPoint, 1, 1 + COORDINATE_BYTES)),
                new BigInteger(1, Arrays.copyOfRange(peerPoint, 1 + COORDINATE_BYTES, 1 + 2 * COORDINATE_BYTES)));
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(pair.getPrivate());
        agreement.doPhase(
                KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, key().getParams())), true);
        return agreement.generateSecret();
    }

    private ECPublicKey key() {
        return (ECPublicKey) pair.getPublic();
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] signed = value.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        int bytes = Math.min(signed.length, COORDINATE_BYTES);
        System.arraycopy(signed, signed.length - bytes, fixed, COORDINATE_BYTES - bytes, bytes);
        return fixed;
    }
}
