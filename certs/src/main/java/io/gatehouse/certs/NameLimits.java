package io.gatehouse.certs;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.bouncycastle.util.IPAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts an authority may vouch for (RFC 5280 4.2.1.10): DNS suffixes and address ranges. What is not permitted is
 * excluded: an authority for {@code example.org} alone may sign no address at all.
 */
public record NameLimits(List<String> dnsSuffixes, List<String> addressRanges) {
    private static final Pattern RANGE = Pattern.compile("[0-9a-fA-F.:]+/\\d{1,3}");

    public NameLimits {
        dnsSuffixes = List.copyOf(dnsSuffixes);
        addressRanges = List.copyOf(addressRanges);
    }

    /** @throws CertsException when a text is neither {@code example.org} nor {@code 10.0.0.0/8} */
    public static NameLimits parse(List<String> texts) {
        List<String> suffixes = new ArrayList<>();
        List<String> ranges = new ArrayList<>();
        for (String text : texts) {
            if (RANGE.matcher(text).matches()) {
                octets(text); // Refuses what is no range.
                ranges.add(text);
            } else {
                suffixes.add(suffix(text));
            }
        }
        ranges.sort(Comparator.comparing(range -> range.contains(":"))); // IPv4 first; extension() says why.
        return new NameLimits(suffixes, ranges);
    }

    private static String suffix(String text) {
        Host host = Host.parse(text);
        if (host.address() || host.value().startsWith("*")) {
            throw noRange(text);
        }
        return host.value();
    }

    NameConstraints extension() {
        List<GeneralSubtree> permitted = new ArrayList<>();
        List<GeneralSubtree> excluded = new ArrayList<>();
        dnsSuffixes.forEach(name -> permitted.add(hosts(name)));
        addressRanges.forEach(range -> permitted.add(addresses(octets(range))));
        if (dnsSuffixes.isEmpty()) {
            excluded.add(hosts(""));
        }
        if (addressRanges.isEmpty()) {
            // Not beside a permitted range, which excludes all others anyway: Java 17 compares an IPv4 name with an
            // IPv6
            // range byte by byte, runs off its end, and with that fails the handshake.
            excluded.add(addresses(octets("0.0.0.0/0")));
            excluded.add(addresses(octets("::/0")));
        }
        return new NameConstraints(orNone(permitted), orNone(excluded));
    }

    /** An empty sequence is not allowed; nothing is. */
    private static GeneralSubtree @Nullable [] orNone(List<GeneralSubtree> subtrees) {
        return subtrees.isEmpty() ? null : subtrees.toArray(GeneralSubtree[]::new);
    }

    private static GeneralSubtree hosts(String suffix) {
        return new GeneralSubtree(new GeneralName(GeneralName.dNSName, suffix));
    }

    private static GeneralSubtree addresses(byte[] octets) {
        return new GeneralSubtree(new GeneralName(GeneralName.iPAddress, new DEROctetString(octets)));
    }

    /** RFC 5280 4.2.1.10: the address, and a mask of the same length. */
    private static byte[] octets(String range) {
        int slash = range.indexOf('/');
        int prefix = Integer.parseInt(range.substring(slash + 1));
        byte[] address = address(range.substring(0, slash), range);
        if (prefix > address.length * Byte.SIZE) {
            throw noRange(range);
        }
        byte[] octets = Arrays.copyOf(address, 2 * address.length);
        for (int bit = 0; bit < prefix; bit++) {
            octets[address.length + bit / Byte.SIZE] |= (byte) (0x80 >> bit % Byte.SIZE);
        }
        return octets;
    }

    private static byte[] address(String text, String range) {
        try {
            if (IPAddress.isValid(text)) {
                return InetAddress.getByName(text).getAddress();
            }
        } catch (UnknownHostException e) {
            throw noRange(range);
        }
        throw noRange(range);
    }

    private static CertsException noRange(String text) {
        return new CertsException("--permit \"" + Printable.of(text)
                + "\" (expected: a domain such as example.org, or a range of addresses such as 10.0.0.0/8)");
    }

    /** Refuses here what every peer would refuse later. */
    static void require(NameConstraints constraints, GeneralName[] names, String authority) {
        PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
        if (constraints.getPermittedSubtrees() != null) {
            validator.intersectPermittedSubtree(constraints.getPermittedSubtrees());
        }
        if (constraints.getExcludedSubtrees() != null) {
            for (GeneralSubtree subtree : constraints.getExcludedSubtrees()) {
                validator.addExcludedSubtree(subtree);
            }
        }
        for (GeneralName name : names) {
            try {
                validator.checkPermitted(name);
                validator.checkExcluded(name);
            } catch (NameConstraintValidatorException e) {
                throw new CertsException(authority + " may not vouch for " + SubjectNames.text(name)
                        + " (expected: a name within its name constraints; see inspect)");
            }
        }
    }
}
