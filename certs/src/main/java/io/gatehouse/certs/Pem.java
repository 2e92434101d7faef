package io.gatehouse.certs;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/** Keys and certificates as RFC 7468 text and back; keys are PKCS#8. */
public final class Pem {
    private Pem() {}

    public static byte[] key(PrivateKey key) {
        return text(List.of(new PemObject("PRIVATE KEY", key.getEncoded())));
    }

    /** PBES2 with AES-256 and PBKDF2 over HMAC-SHA-512, which OpenSSL and the JDK open. */
    public static byte[] encryptedKey(PrivateKey key, char[] password, SecureRandom random) {
        return encryptedKey(key, password, new KeyEncryption(random, KeyEncryption.ITERATIONS));
    }

    static byte[] encryptedKey(PrivateKey key, char[] password, KeyEncryption how) {
        try {
            OutputEncryptor encryptor = new JceOpenSSLPKCS8EncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                    .setProvider(new BouncyCastleProvider())
                    .setPRF(PKCS8Generator.PRF_HMACSHA512)
                    .setRandom(how.random())
                    .setIterationCount(how.iterations())
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

    /** X.509 revocation lists, one after the other. */
    public static byte[] revocationLists(List<X509CRL> lists) {
        List<PemObjectGenerator> objects = new ArrayList<>();
        try {
            for (X509CRL list : lists) {
                objects.add(new PemObject("X509 CRL", list.getEncoded()));
            }
        } catch (CRLException e) {
            throw new IllegalStateException("a revocation list cannot be encoded", e);
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

    /** Everything that a text holds, in its order: certificates, revocation lists, signing requests and keys. */
    public static List<PemObjectFound> readAll(byte[] pem, String source) {
        List<PemObjectFound> found = new ArrayList<>();
        try {
            for (Object object : parse(pem, source)) {
                if (object instanceof X509CertificateHolder holder) {
                    found.add(PemObjectFound.of(new JcaX509CertificateConverter().getCertificate(holder)));
                } else if (object instanceof X509CRLHolder holder) {
                    found.add(PemObjectFound.of(new JcaX509CRLConverter().getCRL(holder)));
                } else if (object instanceof PKCS10CertificationRequest request) {
                    found.add(PemObjectFound.of(SigningRequest.read(request.getEncoded(), source)));
                } else if (object instanceof PrivateKeyInfo plain) {
                    found.add(PemObjectFound.ofKey(
                            "private key, " + convert(plain, source).getAlgorithm() + ", not encrypted"));
                } else if (object instanceof PKCS8EncryptedPrivateKeyInfo) {
                    found.add(PemObjectFound.ofKey("private key, encrypted"));
                } else if (object instanceof PEMKeyPair || object instanceof PEMEncryptedKeyPair) {
                    found.add(
                            PemObjectFound.ofKey("private key in OpenSSL's old form, which Kafka does not read (make it"
                                    + " PKCS#8 with: openssl pkcs8 -topk8)"));
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new CertsException(source + " holds something that cannot be read (expected: X.509)", e);
        }
        return found;
    }

    /** One certificate, list or request in DER; empty when the bytes are none of these. */
    public static Optional<List<PemObjectFound>> readDer(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != 0x30) {
            return Optional.empty();
        }
        for (String type : List.of("CERTIFICATE", "X509 CRL", "CERTIFICATE REQUEST")) {
            try {
                List<PemObjectFound> found = readAll(text(List.of(new PemObject(type, bytes))), "");
                return Optional.of(found);
            } catch (CertsException e) {
                // Not that; perhaps the next.
            }
        }
        return Optional.empty();
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
            throw new CertsException(source + " holds a key of unknown kind (expected: EC, RSA or Ed25519)");
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
