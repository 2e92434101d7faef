package io.gatehouse.certs.check;

import io.gatehouse.certs.Host;
import io.gatehouse.certs.Printable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a certificate is for the host that was asked for (RFC 9525): its alternative names, and never the common name. */
final class NameJudge {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private final X509Certificate certificate;

    NameJudge(X509Certificate certificate) {
        this.certificate = certificate;
    }

    Optional<Finding> judge(Host expected) {
        List<String> names = names();
        if (names.stream().anyMatch(name -> matches(name, expected))) {
            return Optional.empty();
        }
        String has = names.isEmpty()
                ? "it has no alternative names at all, and clients do not look at the common name"
                : "it is for " + String.join(", ", names);
        return Optional.of(new Finding(
                Fault.WRONG_NAME,
                "the server's certificate is not for " + expected.value() + ": " + has,
                "connect by one of its names, or issue it again with every advertised name: certs.sh issue-server --host "
                        + expected.value()));
    }

    private List<String> names() {
        List<String> hosts = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> name : all) {
                    if (name.get(0).equals(DNS) || name.get(0).equals(ADDRESS)) {
                        hosts.add(Printable.of(String.valueOf(name.get(1))));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return hosts;
    }

    private static boolean matches(String name, Host expected) {
        if (expected.address()) {
            return sameAddress(name, expected.value());
        }
        String pattern = name.toLowerCase(Locale.ROOT);
        String host = expected.value();
        if (!pattern.startsWith("*.")) {
            return pattern.equals(host);
        }
        int dot = host.indexOf('.');
        // RFC 9525 6.3: the star stands for the whole leftmost label, and for no more.
        return dot > 0 && host.substring(dot).equals(pattern.substring(1));
    }

    private static boolean sameAddress(String name, String address) {
        try {
            return Host.parse(name).address() && InetAddress.getByName(name).equals(InetAddress.getByName(address));
        } catch (UnknownHostException | io.gatehouse.certs.CertsException e) {
            return false;
        }
    }
}
