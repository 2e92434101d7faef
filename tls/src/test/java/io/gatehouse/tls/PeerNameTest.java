package io.gatehouse.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
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
