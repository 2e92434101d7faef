package io.gatehouse.tls;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which name in a client's certificate says who it is. Whatever it is, it must be there once and mean one thing: a
 * certificate without it, or with two, is refused in the handshake (attack 41, PEERS A15).
 */
public enum NameSource {
    /** The subject in RFC 2253 form (CONFORMANCE TLS-51). */
    SUBJECT {
        @Override
        public String read(X509Certificate leaf) throws CertificateException {
            return PeerCertificate.clearSubject(leaf);
        }
    },

    /** The only URI among the alternative names, such as a SPIFFE id. */
    URI {
        @Override
        public String read(X509Certificate leaf) throws CertificateException {
            String name = only(leaf, URI_TYPE, "URI");
            if (name.indexOf('?') >= 0 || name.indexOf('#') >= 0 || name.indexOf('%') >= 0 || !name.contains("://")) {
                throw new CertificateException("the certificate's URI is " + name
                        + " (expected: scheme://authority/path without query, fragment and percent signs)");
            }
            return name;
        }
    },

    /** The only host name among the alternative names, in lower case; wildcards name nobody. */
    DNS {
        @Override
        public String read(X509Certificate leaf) throws CertificateException {
            String name = only(leaf, DNS_TYPE, "DNS");
            if (name.indexOf('*') >= 0) {
                throw new CertificateException("the certificate's host name is " + name + " (expected: no wildcard)");
            }
            return name.toLowerCase(Locale.ROOT);
        }
    },

    /** The only e-mail address among the alternative names, as it is written. */
    EMAIL {
        @Override
        public String read(X509Certificate leaf) throws CertificateException {
            return only(leaf, EMAIL_TYPE, "e-mail");
        }
    };

    /** RFC 5280 4.2.1.6, GeneralName. */
    private static final int EMAIL_TYPE = 1;

    private static final int DNS_TYPE = 2;
    private static final int URI_TYPE = 6;
    private static final int DELETE = 0x7f;

    /** As SPIFFE limits its ids; a longer name is no name to put into a rule. */
    private static final int NAME_BYTES_MAX = 2048;

    /** Of {@code ssl.principal.source}: {@code subject}, {@code uri}, {@code dns} or {@code email}. */
    public static Optional<NameSource> parse(String text) {
        return Arrays.stream(values())
                .filter(source -> source.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }

    /** @throws CertificateException when it is not there, there twice, or not a name that means one thing */
    public abstract String read(X509Certificate leaf) throws CertificateException;

    private static String only(X509Certificate leaf, int type, String what) throws CertificateException {
        Collection<List<?>> all = leaf.getSubjectAlternativeNames();
        List<String> names = all == null
                ? List.of()
                : all.stream()
                        .filter(name -> Integer.valueOf(type).equals(name.get(0)))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
        if (names.size() != 1) {
            throw new CertificateException("the certificate has " + names.size() + " " + what
                    + " alternative names (expected: exactly one, since ssl.principal.source asks for it)");
        }
        String name = names.get(0);
        boolean plain = name.chars().allMatch(character -> character > ' ' && character < DELETE);
        if (name.isEmpty() || !plain || name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            throw new CertificateException("the certificate's " + what + " alternative name is not 1 to "
                    + NAME_BYTES_MAX + " visible ASCII characters");
        }
        return name;
    }
}
