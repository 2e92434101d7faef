package io.gatehouse.certs;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * PKCS#12 (RFC 7292) with AES-256, PBKDF2 and HMAC-SHA-256, and the attribute by which Java knows a trusted certificate.
 *
 * <p>How often a password is hashed is decided by the password. One that we made up is as hard to guess as the AES key that
 * is derived from it: rounds protect nothing, and each start of a broker pays for all of them six times before it can
 * greet anybody. One that a person made up gets as many as the JDK would give it.
 */
public final class Pkcs12 {
    private static final int MADE_UP_ROUNDS = 1_000;
    private static final int CHOSEN_ROUNDS = 10_000;
    private static final int SALT_BYTES = 20;

    /** Oracle's attribute of certificates that are anchors, with the purposes that they are anchors for. */
    private static final ASN1ObjectIdentifier TRUSTED = new ASN1ObjectIdentifier("2.16.840.1.113894.746875.1.1");

    private final char[] password;
    private final PBKDF2Config derivation;
    private final int rounds;

    private Pkcs12(char[] password) {
        this.password = password;
        rounds = StorePassword.madeUp(password) ? MADE_UP_ROUNDS : CHOSEN_ROUNDS;
        derivation = new PBKDF2Config.Builder()
                .withPRF(PBKDF2Config.PRF_SHA256)
                .withSaltLength(SALT_BYTES)
                .withIterationCount(rounds)
                .build();
    }

    /** One key with its chain; the key has the store's password, as OpenSSL needs it. */
    public static byte[] keyStore(Issued issued, char[] password) {
        return new Pkcs12(password).keyStore(issued);
    }

    public static byte[] trustStore(List<X509Certificate> anchors, char[] password) {
        return new Pkcs12(password).trustStore(anchors);
    }

    private byte[] keyStore(Issued issued) {
        try {
            byte[] link = {1};
            PKCS12SafeBag[] chain = new PKCS12SafeBag[issued.chain().size()];
            for (int i = 0; i < chain.length; i++) {
                PKCS12SafeBagBuilder bag =
                        new JcaPKCS12SafeBagBuilder(issued.chain().get(i));
                if (i == 0) { // The leaf has the key's name and link.
                    named(bag, "key")
                            .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, new DEROctetString(link));
                }
                chain[i] = bag.build();
            }
            PKCS12SafeBagBuilder key = new PKCS12SafeBagBuilder(
                    PrivateKeyInfo.getInstance(issued.key().getEncoded()), encryptor());
            named(key, "key").addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, new DEROctetString(link));
            return sealed(new PKCS12PfxPduBuilder()
                    .addEncryptedData(encryptor(), chain)
                    .addData(key.build()));
        } catch (PKCSException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("a key store cannot be made", e);
        }
    }

    private byte[] trustStore(List<X509Certificate> anchors) {
        try {
            PKCS12SafeBag[] bags = new PKCS12SafeBag[anchors.size()];
            for (int i = 0; i < bags.length; i++) {
                PKCS12SafeBagBuilder bag = new PKCS12SafeBagBuilder(new JcaX509CertificateHolder(anchors.get(i)));
                bags[i] = named(bag, "ca-" + i)
                        .addBagAttribute(TRUSTED, KeyPurposeId.anyExtendedKeyUsage)
                        .build();
            }
            return sealed(new PKCS12PfxPduBuilder().addEncryptedData(encryptor(), bags));
        } catch (PKCSException | IOException | CertificateException | OperatorCreationException e) {
            throw new IllegalStateException("a trust store cannot be made", e);
        }
    }

    private static PKCS12SafeBagBuilder named(PKCS12SafeBagBuilder bag, String name) {
        return bag.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERBMPString(name));
    }

    private OutputEncryptor encryptor() throws OperatorCreationException {
        return new JcePKCSPBEOutputEncryptorBuilder(derivation, NISTObjectIdentifiers.id_aes256_CBC)
                .setProvider(new BouncyCastleProvider())
                .build(password);
    }

    private byte[] sealed(PKCS12PfxPduBuilder content) throws PKCSException, IOException {
        BcPKCS12MacCalculatorBuilder mac = new BcPKCS12MacCalculatorBuilder(
                new SHA256Digest(), new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE));
        return content.build(mac.setIterationCount(rounds), password).getEncoded();
    }
}
