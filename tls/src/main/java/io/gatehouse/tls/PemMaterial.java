package io.gatehouse.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/** PEM blocks turned into certificates and one private key; {@code key} is the settings key that mistakes name. */
final class PemMaterial {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PLAIN_KEY = "PRIVATE KEY";
    private static final String ENCRYPTED_KEY = "ENCRYPTED PRIVATE KEY";

    private PemMaterial() {}

    static List<X509Certificate> certificates(String text, String key) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemText.Block block : PemText.blocks(text, key)) {
            if (block.label().equals(CERTIFICATE)) {
                certificates.add(certificate(block.der(), key, certificates.size() + 1));
            }
        }
        if (certificates.isEmpty()) {
            throw new TlsConfigurationException(
                    key + " holds no certificate (expected: -----BEGIN CERTIFICATE----- blocks)");
        }
        return certificates;
    }

    private static X509Certificate certificate(byte[] der, String key, int number) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new TlsConfigurationException(
                    key + ": certificate " + number + " cannot be read (expected: X.509)", e);
        }
    }

    /** Exactly one PKCS#8 key (CONFORMANCE TLS-22, TLS-23, TLS-25; attack 54: two keys are a mistake, not a choice). */
    static PrivateKey privateKey(String text, Optional<byte[]> password, String key) {
        List<PemText.Block> keys = PemText.blocks(text, key).stream()
                .filter(block -> block.label().endsWith(PLAIN_KEY))
                .toList();
        if (keys.size() != 1) {
            throw new TlsConfigurationException(
                    key + " holds " + keys.size() + " private keys (expected: exactly one, PKCS#8)");
        }
        PemText.Block block = keys.get(0);
        if (block.label().equals(ENCRYPTED_KEY)) {
            return parse(decrypted(block.der(), password, key), key);
        }
        if (!block.label().equals(PLAIN_KEY)) {
            throw new TlsConfigurationException(key + " holds a " + block.label()
                    + " (expected: PRIVATE KEY or ENCRYPTED PRIVATE KEY; convert it with openssl pkcs8 -topk8)");
        }
        return parse(block.der(), key);
    }

    private static PrivateKey parse(byte[] der, String key) {
        try {
            ASN1ObjectIdentifier id =
                    PrivateKeyInfo.getInstance(der).getPrivateKeyAlgorithm().getAlgorithm();
            // The JVM knows the other algorithms by their identifier, only this one it does not.
            String algorithm = id.equals(X9ObjectIdentifiers.id_ecPublicKey) ? "EC" : id.getId();
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // No cause: a parser's message may quote what it read.
            throw new TlsConfigurationException(
                    key + ": the private key cannot be read (expected: PKCS#8 with an RSA, DSA or EC key)");
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private static byte[] decrypted(byte[] der, Optional<byte[]> password, String key) {
        byte[] secret = password.orElseThrow(() -> new TlsConfigurationException(
                key + " holds an encrypted private key but ssl.key.password is not set (expected: its password)"));
        if (secret.length == 0) { // Attack 54.
            throw new TlsConfigurationException(key + " holds an encrypted private key and ssl.key.password is empty"
                    + " (expected: a password, or a plain key: openssl pkcs8 -topk8 -nocrypt makes one)");
        }
        char[] characters = new String(secret, StandardCharsets.UTF_8).toCharArray();
        try {
            return new PKCS8EncryptedPrivateKeyInfo(der)
                    .decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                            .setProvider(new BouncyCastleProvider())
                            .build(characters))
                    .getEncoded();
        } catch (IOException | PKCSException | OperatorCreationException e) {
            throw new TlsConfigurationException(
                    key + ": the private key does not open with ssl.key.password (expected: the password it was"
                            + " encrypted with)");
        } finally {
            Arrays.fill(characters, '\0');
            Arrays.fill(secret, (byte) 0);
        }
    }
}
