package io.gatehouse.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack 41: a certificate has one name or none. */
final class PeerNameTest {
    private static X509Certificate named(X500Name subject) throws Exception {
        return OddLeaf.named(subject, Instant.now()).selfSigned().certificate();
    }

    private static X500NameBuilder name() {
        return new X500NameBuilder(BCStyle.INSTANCE);
    }

    private static String rfc2253(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "app|CN=app",
                "a,b|CN=a\\,b",
                "a+OU=b|CN=a\\+OU\\=b",
                "User:admin|CN=User:admin",
                "Admin|CN=Admin",
                "trailing |CN=trailing\\ ",
                "\uD83D\uDE00|CN=\uD83D\uDE00"
            })
    void whateverStandsInTheNameStaysInTheName(String value, String expected) throws Exception {
        X509Certificate leaf = named(name().addRDN(BCStyle.CN, value).build());

        PeerCertificate.clearSubject(leaf);

        assertThat(rfc2253(leaf).replace("\\=", "=")).isEqualTo(expected.replace("\\=", "="));
    }

    @Test
    void differentNamesStayDifferent() throws Exception {
        X500Name one = name().addRDN(BCStyle.CN, "a,OU=b").build();
        X500Name two = name().addRDN(BCStyle.OU, "b").addRDN(BCStyle.CN, "a").build();
        X500Name multi = name().addMultiValuedRDN(
                        new ASN1ObjectIdentifier[] {BCStyle.CN, BCStyle.OU}, new String[] {"a", "b"})
                .build();

        assertThat(rfc2253(named(one))).isNotEqualTo(rfc2253(named(two))).isNotEqualTo(rfc2253(named(multi)));
        assertThat(rfc2253(named(two))).isNotEqualTo(rfc2253(named(multi)));
    }

    @Test
    void repeatedUnitsAreOrdinary() {
        X500Name name = name().addRDN(BCStyle.OU, "a")
                .addRDN(BCStyle.OU, "b")
                .addRDN(BCStyle.CN, "c")
                .build();

        assertThatCode(() -> PeerCertificate.clearSubject(named(name))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\u0000", "a\nb", "a\u0085b", "a\u007f"})
    void controlCharactersAreRefused(String value) {
        X500Name utf8 = name().addRDN(BCStyle.CN, new DERUTF8String(value)).build();
        X500Name bmp = name().addRDN(BCStyle.CN, new DERBMPString(value)).build();
        X500Name universal = name().addRDN(
                        BCStyle.OU, new DERUniversalString(value.getBytes(Charset.forName("UTF-32BE"))))
                .addRDN(BCStyle.CN, "app")
                .build();
        X500Name teletex = name().addRDN(BCStyle.OU, new DERT61String(value.getBytes(ISO_8859_1)))
                .addRDN(BCStyle.CN, "app")
                .build();

        for (X500Name subject : new X500Name[] {utf8, bmp, universal, teletex}) {
            assertThatThrownBy(() -> PeerCertificate.clearSubject(named(subject)))
                    .isInstanceOf(CertificateException.class)
                    .hasMessageContaining("control characters");
        }
    }

    @Test
    void aNameIsReadToItsEnd() {
        X500Name name = name().addRDN(BCStyle.DESCRIPTION, new DERUTF8String("x".repeat(60_000)))
                .addRDN(BCStyle.OU, new DERUTF8String("a\nb"))
                .build();

        assertThatThrownBy(() -> PeerCertificate.clearSubject(named(name))).hasMessageContaining("control characters");
    }

    @Test
    void twoCommonNamesAreRefused() {
        X500Name apart =
                name().addRDN(BCStyle.CN, "app").addRDN(BCStyle.CN, "admin").build();
        X500Name together = name().addMultiValuedRDN(
                        new ASN1ObjectIdentifier[] {BCStyle.CN, BCStyle.CN}, new String[] {"app", "admin"})
                .build();

        for (X500Name subject : new X500Name[] {apart, together}) {
            assertThatThrownBy(() -> PeerCertificate.clearSubject(named(subject)))
                    .isInstanceOf(CertificateException.class)
                    .hasMessageContaining("two of");
        }
    }

    /** The JVM reads each of these as UTF-8: two Chinese signs as "admi", and all that is no UTF-8 as one and the same. */
    @Test
    void whatReadersWouldReadDifferentlyIsRefused() throws Exception {
        List<ASN1Encodable> values = List.of(
                new DERBMPString("\u6164\u6d69"),
                new DERBMPString("\u00fc"),
                new DERT61String("M\u00fcller"),
                new DERT61String("M\u00f6ller"),
                string(0x0c, 'a', 0xff),
                string(0x13, 'a', 0xfe),
                new DERUTF8String("a\ufffd"));

        for (ASN1Encodable value : values) {
            X500Name subject = name().addRDN(BCStyle.CN, value).build();
            assertThatThrownBy(() -> PeerCertificate.clearSubject(named(subject)))
                    .isInstanceOf(CertificateException.class)
                    .hasMessageContaining("expected: UTF8String");
        }
    }

    /** Of what the JVM does not read as text it shows the bytes. */
    @Test
    void otherPartsMayBeWrittenInAnyWay() throws Exception {
        X500Name subject = name().addRDN(BCStyle.GIVENNAME, new DERT61String("J\u00fcrgen"))
                .addRDN(BCStyle.CN, "app")
                .build();

        assertThat(PeerCertificate.clearSubject(named(subject))).isEqualTo("CN=app,2.5.4.42=#14064afc7267656e");
    }

    private static ASN1Encodable string(int tag, int... bytes) throws IOException {
        return ASN1Primitive.fromByteArray(Octets.joined(Octets.of(tag, bytes.length), Octets.of(bytes)));
    }

    /** What is the same text is the same name, whatever is put into it: rules see nothing else. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void noTwoNamesHaveTheSameText(long seed) throws Exception {
        Random random = new Random(seed);
        KeyPair anybody = Signer.nobody("any").pair();
        Map<String, String> structures = new HashMap<>();
        for (int i = 0; i < 1500; i++) {
            StringBuilder structure = new StringBuilder();
            X500Name subject = randomName(random, structure);
            X509Certificate leaf = unsigned(subject, anybody);
            String text;
            try {
                text = PeerCertificate.clearSubject(leaf);
            } catch (CertificateException refused) {
                continue;
            }

            assertThat(structures.computeIfAbsent(text, unused -> structure.toString()))
                    .as("%s, try %d", text, i)
                    .isEqualTo(structure.toString());
        }
        assertThat(structures).hasSizeGreaterThan(100);
    }

    /** Signing takes longer than all the rest, and nobody looks at it here. */
    private static X509Certificate unsigned(X500Name subject, KeyPair pair) throws Exception {
        Date now = Date.from(Instant.now());
        return new JcaX509CertificateConverter()
                .getCertificate(
                        new JcaX509v3CertificateBuilder(subject, BigInteger.ONE, now, now, subject, pair.getPublic())
                                .build(new ContentSigner() {
                                    @Override
                                    public AlgorithmIdentifier getAlgorithmIdentifier() {
                                        return new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
                                    }

                                    @Override
                                    public OutputStream getOutputStream() {
                                        return OutputStream.nullOutputStream();
                                    }

                                    @Override
                                    public byte[] getSignature() {
                                        return new byte[8];
                                    }
                                }));
    }

    private static X500Name randomName(Random random, StringBuilder structure) {
        ASN1ObjectIdentifier[] types = {BCStyle.CN, BCStyle.OU, BCStyle.DC, BCStyle.E};
        String[] pieces = {
            "a",
            "b",
            ",",
            "+",
            "=",
            "\"",
            "\\",
            "#",
            ";",
            "<",
            " ",
            "OU=b",
            "",
            "\u00fc",
            "\u00f6",
            "\u6162",
            "\ud83d\ude00"
        };
        X500NameBuilder name = name();
        for (int rdn = 1 + random.nextInt(2); rdn > 0; rdn--) {
            String one = pieces[random.nextInt(pieces.length)] + pieces[random.nextInt(pieces.length)];
            String other = pieces[random.nextInt(pieces.length)];
            ASN1ObjectIdentifier type = types[random.nextInt(types.length)];
            if (random.nextInt(3) > 0) {
                name.addRDN(type, written(one, random));
                structure.append('[').append(type).append(one).append(']');
            } else {
                name.addMultiValuedRDN(
                        new ASN1ObjectIdentifier[] {type, BCStyle.L},
                        new ASN1Encodable[] {written(one, random), new DERUTF8String(other)});
                structure
                        .append('[')
                        .append(type)
                        .append(one)
                        .append('|')
                        .append(other)
                        .append(']');
            }
        }
        return name.build();
    }

    private static ASN1Encodable written(String value, Random random) {
        boolean latin = value.chars().allMatch(c -> c < 0x100);
        return switch (random.nextInt(4)) {
            case 0 -> new DERBMPString(value);
            case 1 -> latin ? new DERT61String(value) : new DERUTF8String(value);
            default -> new DERUTF8String(value);
        };
    }

    @Test
    void anEmptySubjectIsRefused() throws Exception {
        X509Certificate nameless = OddLeaf.named(name().build(), Instant.now())
                .with(new GeneralName(GeneralName.dNSName, "localhost"))
                .signedBy(TestPki.newRoot(Instant.now()))
                .certificate();

        assertThatThrownBy(() -> PeerCertificate.clearSubject(nameless))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("empty subject");
    }
}
