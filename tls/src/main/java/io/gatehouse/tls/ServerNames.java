package io.gatehouse.tls;

import io.netty.util.NetUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.jspecify.annotations.Nullable;

/**
 * The names that a server certificate is for, as clients read them (RFC 2818, RFC 6125): alternative names, and the subject's
 * common name only where there is no alternative DNS name.
 */
record ServerNames(List<String> dns, List<String> addresses) {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;
    private static final String ANY_LABEL = "*.";

    static ServerNames of(X509Certificate leaf) {
        List<String> dns = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (List<?> name : alternatives(leaf)) {
            if (name.get(0).equals(DNS)) {
                dns.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
            } else if (name.get(0).equals(ADDRESS)) {
                addresses.add(String.valueOf(name.get(1)));
            }
        }
        if (dns.isEmpty()) {
            commonName(leaf).map(name -> name.toLowerCase(Locale.ROOT)).ifPresent(dns::add);
        }
        return new ServerNames(List.copyOf(dns), List.copyOf(addresses));
    }

    private static Collection<List<?>> alternatives(X509Certificate leaf) {
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of(); // No client can read them either.
        }
    }

    private static Optional<String> commonName(X509Certificate leaf) {
        RDN[] names = X500Name.getInstance(leaf.getSubjectX500Principal().getEncoded())
                .getRDNs(BCStyle.CN);
        return names.length == 0
                ? Optional.empty()
                : Optional.of(IETFUtils.valueToString(names[0].getFirst().getValue()));
    }

    /** Whether a client that was told to go to {@code host}, a name or an address, is content. */
    boolean cover(String host) {
        byte @Nullable [] address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address != null) {
            return addresses.stream()
                    .anyMatch(each -> Arrays.equals(NetUtil.createByteArrayFromIpAddressString(each), address));
        }
        String wanted = host.toLowerCase(Locale.ROOT);
        return dns.stream().anyMatch(name -> name.equals(wanted) || underWildcard(name, wanted));
    }

    @Override
    public String toString() {
        return Stream.concat(dns.stream(), addresses.stream()).collect(Collectors.joining(", "));
    }

    /** The star stands for one label, the first (RFC 6125 6.4.3). */
    private static boolean underWildcard(String name, String wanted) {
        int dot = wanted.indexOf('.');
        return name.startsWith(ANY_LABEL) && dot > 0 && name.substring(1).equals(wanted.substring(dot));
    }
}
