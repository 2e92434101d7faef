package io.gatehouse.certs;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/** Keys and certificates as RFC 7468 text and back; keys are PKCS#8. */
public final class Pem {
    /** OWASP's floor for PBKDF2 with SHA-256 was 600,000 in 2023; a key file is opened rarely, so it may take its time. */
    private static final int KEY_ITERATIONS = 600_000;

    private Pem() {}

    public static byte[] key(PrivateKey key) {
        return text(List.of(new PemObject("PRIVATE KEY", key.getEncoded())));
    }

    /** PBES2 with AES-256 and HMAC-SHA-256, which OpenSSL and the JDK open. */
    public static byte[] encryptedKey(PrivateKey key, char[] password, SecureRandom random) {
        try {
            OutputEncryptor encryptor = new JceOpenSSLPKCS8EncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                    .setProvider(new BouncyCastleProvider())
                    .setPRF(PKCS8Generator.PRF_HMACSHA256)
                    .setRandom(random)
                    .setIterationCount(KEY_ITERATIONS)
                    .setPassword(password)
                    .build();
            return text(List.of(new JcaPKCS8Generator(key, encryptor)));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("a key cannot be encrypted", e);
        }
    }

    public static byte[] certificates(List<X509Certificate> certificates) {
        List<PemObjectGenerator> objects = new ArrayList<>();
        try {
            for (X509Certificate certificate : certificates) {
                objects.add(new PemObject("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate cannot be encoded", e);
        }
        return text(objects);
    }

    /**
     * The one private key in a text.
     *
     * @param source what errors call the text, a file name for example
     */
    public static PrivateKey readKey(byte[] pem, Optional<char[]> password, String source) {
        for (Object object : parse(pem, source)) {
            if (object instanceof PrivateKeyInfo plain) {
                return convert(plain, source);
            }
            if (object instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
                char[] characters = password.orElseThrow(() -> new CertsException(
                        source + " is encrypted (expected: a password file for it, --ca-key-password-file)"));
                return convert(decrypt(encrypted, characters, source), source);
            }
        }
        throw new CertsException(source + " holds no private key (expected: PKCS#8 in PEM)");
    }

    /** All certificates in a text, at least one. */
    public static List<X509Certificate> readCertificates(byte[] pem, String source) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (Object object : parse(pem, source)) {
                if (object instanceof X509CertificateHolder holder) {
                    certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
                }
            }
        } catch (CertificateException e) {
            throw new CertsException(source + " holds a certificate that cannot be read (expected: X.509)", e);
        }
        if (certificates.isEmpty()) {
            throw new CertsException(source + " holds no certificate (expected: X.509 in PEM)");
        }
        return certificates;
    }

    private static List<Object> parse(byte[] pem, String source) {
        List<Object> objects = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(new String(pem, StandardCharsets.US_ASCII)))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                objects.add(object);
            }
        } catch (IOException | RuntimeException e) {
            // No cause: a parser's message may quote what it read.
            throw new CertsException(source + " cannot be read (expected: PEM text)");
        }
        return objects;
    }

    private static PrivateKeyInfo decrypt(PKCS8EncryptedPrivateKeyInfo encrypted, char[] password, String source) {
        try {
            return encrypted.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(password));
        } catch (PKCSException | OperatorCreationException e) {
            throw new CertsException(source + " does not open with this password (expected: the one it was made with)");
        }
    }

    private static PrivateKey convert(PrivateKeyInfo info, String source) {
        try {
            return new JcaPEMKeyConverter().getPrivateKey(info);
        } catch (IOException e) {
            throw new CertsException(source + " holds a key of unknown kind (expected: EC or RSA)");
        }
    }

    private static byte[] text(List<? extends PemObjectGenerator> objects) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            for (PemObjectGenerator object : objects) {
                writer.writeObject(object);
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
        return text.toString().replace("\r\n", "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
