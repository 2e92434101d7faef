package io.gatehouse.certs;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Subject alternative names: from our types to the extension's, and from the extension to text. */
public final class SubjectNames {
    private SubjectNames() {}

    static GeneralNames of(List<Host> hosts, List<OtherName> others) {
        List<GeneralName> names = new ArrayList<>();
        hosts.forEach(host ->
                names.add(new GeneralName(host.address() ? GeneralName.iPAddress : GeneralName.dNSName, host.value())));
        others.forEach(other -> names.add(
                switch (other.kind()) {
                    case URI -> new GeneralName(GeneralName.uniformResourceIdentifier, other.value());
                    case EMAIL -> new GeneralName(GeneralName.rfc822Name, other.value());
                }));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    /** All names as {@code DNS:a}, {@code IP:1.2.3.4}, {@code URI:...}, {@code email:...}. */
    public static List<String> texts(GeneralNames names) {
        return Arrays.stream(names.getNames()).map(SubjectNames::text).toList();
    }

    static String text(GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.dNSName -> "DNS:" + Printable.of(String.valueOf(name.getName()));
            case GeneralName.iPAddress -> "IP:" + address(name);
            case GeneralName.uniformResourceIdentifier -> "URI:" + Printable.of(String.valueOf(name.getName()));
            case GeneralName.rfc822Name -> "email:" + Printable.of(String.valueOf(name.getName()));
            default -> "other name of kind " + name.getTagNo();
        };
    }

    static String address(GeneralName name) {
        byte[] octets = ASN1OctetString.getInstance(name.getName()).getOctets();
        try {
            return InetAddress.getByAddress(octets).getHostAddress();
        } catch (UnknownHostException e) {
            return "of " + octets.length + " bytes";
        }
    }
}
