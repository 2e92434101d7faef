package io.gatehouse.certs;

import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/** The names of the extensions that people ask for. */
final class ExtensionNames {
    private static final Map<ASN1ObjectIdentifier, String> NAMES = Map.of(
            Extension.basicConstraints, "basicConstraints",
            Extension.keyUsage, "keyUsage",
            Extension.extendedKeyUsage, "extendedKeyUsage",
            Extension.nameConstraints, "nameConstraints",
            Extension.certificatePolicies, "certificatePolicies",
            Extension.cRLDistributionPoints, "cRLDistributionPoints");

    private ExtensionNames() {}

    static String of(ASN1ObjectIdentifier id) {
        return NAMES.getOrDefault(id, id.getId());
    }
}
