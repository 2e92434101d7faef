package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.certs.Issued;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Chains that a client makes up (attacks 34, 35, 38, 41, 42), judged in handshakes with both providers. */
final class ClientChainTest {
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1");

    private static final int HANDSHAKE_FAILURE = 40;
    private static final int BAD_CERTIFICATE = 42;
    private static final int CERTIFICATE_REQUIRED = 116;

    private final TestPki pki = new TestPki();
    private final Signer root = Signer.of(pki.root());
    private final List<Door> doors = new ArrayList<>();

    @AfterEach
    void close() {
        doors.forEach(Door::close);
    }

    private Door door(TlsProvider provider) {
        Door door = new Door(pki.serverSettings().withClientAuth(ClientAuth.REQUIRED), provider);
        doors.add(door);
        return door;
    }

    private Wire come(Door door, Issued client) {
        Wire wire = door.meet(
                new SslHandler(StubbornClient.engine(client, pki.root().root())));
        wire.client().send("a request");
        return wire.run();
    }

    private void assertLetIn(Door door, Signer client) {
        Wire wire = come(door, client.issued());

        assertThat(wire.server().received()).as(wire.server().failure()).isEqualTo("a request");
    }

    private void assertRefused(Door door, Signer client) {
        Wire wire = come(door, client.issued());

        assertThat(wire.server().ready()).isFalse();
        assertThat(wire.server().failure()).isNotEmpty();
        assertThat(wire.server().received()).isEmpty();
        assertThat(wire.client().failure()).as("the client sees the alert").isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack38_onlyAuthoritiesVouch(TlsProvider provider) throws Exception {
        Door door = door(provider);

        assertLetIn(door, root.signs("between", Signer.authority()).signs("app"));
        assertRefused(door, Signer.of(pki.client()).signs("app"));
        assertRefused(door, root.signs("between").signs("app"));
        assertRefused(door, root.signs("between", Signer.signingOnly()).signs("app"));
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack38_anAuthorityHasNoMoreBelowItThanItMay(TlsProvider provider) throws Exception {
        Door door = door(provider);
        Signer last = root.signs("last", Signer.authority(0));

        assertLetIn(door, last.signs("app"));
        assertRefused(door, last.signs("one more", Signer.authority()).signs("app"));
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack38_anAuthorityVouchesForPermittedNamesOnly(TlsProvider provider) throws Exception {
        Door door = door(provider);
        Signer.Content hosts = permitted(new GeneralName(GeneralName.dNSName, "example.org"));
        Signer.Content subjects = permitted(new GeneralName(new X500Name("CN=app")));
        Signer narrow = root.signs("hosts", Signer.authority(), hosts);

        assertLetIn(door, narrow.signs("app", named("a.example.org")));
        assertRefused(door, narrow.signs("app", named("a.example.com")));
        assertLetIn(door, root.signs("subjects", Signer.authority(), subjects).signs("app"));
        assertRefused(door, root.signs("subjects", Signer.authority(), subjects).signs("admin"));
    }

    private static Signer.Content permitted(GeneralName name) {
        return builder -> builder.addExtension(
                Extension.nameConstraints,
                true,
                new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(name)}, new GeneralSubtree[0]));
    }

    private static Signer.Content named(String host) {
        return builder -> builder.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack38_aCriticalExtensionThatNobodyKnowsRefuses(TlsProvider provider) throws Exception {
        Door door = door(provider);
        Signer.Content critical = builder -> builder.addExtension(UNKNOWN, true, DERNull.INSTANCE);
        Signer.Content harmless = builder -> builder.addExtension(UNKNOWN, false, DERNull.INSTANCE);

        assertLetIn(door, root.signs("app", harmless));
        assertRefused(door, root.signs("app", critical));
        assertRefused(door, root.signs("between", Signer.authority(), critical).signs("app"));
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack38_aChainOfTwentyIsRefused(TlsProvider provider) throws Exception {
        Signer last = root;
        for (int i = 0; i < 20; i++) {
            last = last.signs("level " + i, Signer.authority());
        }

        assertRefused(door(provider), last.signs("app"));
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack38_authoritiesThatVouchForEachOtherAreNobody(TlsProvider provider) throws Exception {
        Signer a = Signer.nobody("a");
        Signer b = Signer.nobody("b");
        X509Certificate aByB = b.certify(a, Signer.authority()).chain().get(0);
        X509Certificate bByA = a.certify(b, Signer.authority()).chain().get(0);
        Signer leaf = a.signs("app");

        for (int turns : new int[] {1, 3}) {
            List<X509Certificate> chain = new ArrayList<>(leaf.chain());
            for (int i = 0; i < turns; i++) {
                chain.add(aByB);
                chain.add(bByA);
            }
            assertRefused(door(provider), new Signer(leaf.name(), leaf.pair(), chain));
        }
    }

    /** The request comes in one segment with the Finished, before any verdict can have reached the client. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack34_whoShowsNothingIsToldWhyAndHeardOfNothing(TlsProvider provider) throws Exception {
        Door door = door(provider);
        RawPeer now = door.knock();
        RawTls13 tls13 = new RawTls13(now, hello -> hello);
        RawPeer old = door.knock();
        RawTls12 tls12 = new RawTls12(old, hello -> hello);

        now.send(tls13.finish(Optional.empty()), tls13.application("a request"));
        old.send(tls12.finish(), tls12.application("a request"));

        assertThat(tls13.alert()) // The JDK does not know the newer alert.
                .hasValue(provider == TlsProvider.OPENSSL ? CERTIFICATE_REQUIRED : BAD_CERTIFICATE);
        assertThat(old.alert().getAsInt()).isIn(HANDSHAKE_FAILURE, BAD_CERTIFICATE);
        for (RawPeer peer : List.of(now, old)) {
            assertThat(peer.open()).isFalse();
            assertThat(peer.received()).isEmpty();
        }
    }

    /** The name of the root with another key: what counts is the signature. */
    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack35_theRootsNameIsNotTheRoot(TlsProvider provider) throws Exception {
        Door door = door(provider);
        Signer copy = new Signer(root.name(), Signer.nobody("x").pair(), List.of());
        Signer selfSigned = copy.certify(copy, Signer.authority());

        assertRefused(door, copy.signs("app"));
        assertRefused(door, selfSigned.signs("app"));
        assertRefused(door, Signer.nobody("unknown").signs("app"));
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack42_aCertificateWithTwentyThousandNamesIsRefused(TlsProvider provider) throws Exception {
        GeneralName[] many = new GeneralName[20_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = new GeneralName(GeneralName.dNSName, "host-" + i + ".example.org");
        }
        Signer client = root.signs(
                "app",
                builder -> builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(many)));

        Wire wire = come(door(provider), client.issued());

        assertThat(wire.server().ready()).isFalse();
        assertThat(wire.server().received()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void attack41_aNameThatCanBeReadInTwoWaysIsRefused(TlsProvider provider) throws Exception {
        Door door = door(provider);
        X500Name nul =
                subject().addRDN(BCStyle.CN, new DERUTF8String("admin\0.evil")).build();
        X500Name two =
                subject().addRDN(BCStyle.CN, "app").addRDN(BCStyle.CN, "admin").build();

        for (X500Name name : List.of(nul, two)) {
            assertRefused(door, root.certify(new Signer(name, Signer.nobody("x").pair(), List.of())));
        }
    }

    private static X500NameBuilder subject() {
        return new X500NameBuilder(BCStyle.INSTANCE);
    }
}
