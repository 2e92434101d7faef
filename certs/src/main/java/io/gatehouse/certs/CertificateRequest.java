package io.gatehouse.certs;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a new certificate shall say.
 *
 * @param name the common name; the whole of the subject, save {@code organization}
 * @param organization added to the subject when not empty
 * @param hosts DNS names and addresses of the subject alternative name
 * @param otherNames URIs and mail addresses of the subject alternative name
 * @param validity from now on; cut at the end of the authority's own life
 */
public record CertificateRequest(
        String name,
        String organization,
        List<Host> hosts,
        List<OtherName> otherNames,
        Set<Purpose> purposes,
        KeyType keyType,
        Duration validity) {
    /** Chrome's and Apple's limit for servers: long enough for one renewal a year, short enough to be practised. */
    public static final Duration DEFAULT_VALIDITY = Duration.ofDays(397);
    /** Far above what one server is called; attack 42 is a certificate with 20,000 names. */
    private static final int NAMES_MAX = 100;
    /** RFC 5280 appendix A, ub-common-name and ub-organization-name. */
    private static final int NAME_CHARACTERS_MAX = 64;

    public CertificateRequest {
        hosts = List.copyOf(hosts);
        otherNames = List.copyOf(otherNames);
        purposes = Set.copyOf(purposes);
        requireName("name", name);
        if (!organization.isEmpty()) {
            requireName("organization", organization);
        }
        if (purposes.contains(Purpose.SERVER) && hosts.isEmpty()) {
            throw new CertsException(
                    "a server certificate needs at least one host (expected: a DNS name or an address that clients"
                            + " connect to)");
        }
        if (hosts.size() + otherNames.size() > NAMES_MAX) {
            throw new CertsException(
                    (hosts.size() + otherNames.size()) + " names (expected: at most " + NAMES_MAX + ")");
        }
        if (validity.isNegative() || validity.isZero()) {
            throw new CertsException("validity " + validity + " (expected: more than nothing)");
        }
    }

    /** For a broker or a ZooKeeper server, which also calls others: serverAuth and clientAuth. */
    public static CertificateRequest server(String name, List<Host> hosts) {
        return new CertificateRequest(
                name, "", hosts, List.of(), Set.of(Purpose.SERVER, Purpose.CLIENT), KeyType.EC, DEFAULT_VALIDITY);
    }

    public static CertificateRequest client(String name) {
        return new CertificateRequest(
                name, "", List.of(), List.of(), Set.of(Purpose.CLIENT), KeyType.EC, DEFAULT_VALIDITY);
    }

    public CertificateRequest withOrganization(String value) {
        return new CertificateRequest(name, value, hosts, otherNames, purposes, keyType, validity);
    }

    public CertificateRequest withHosts(List<Host> value) {
        return new CertificateRequest(name, organization, value, otherNames, purposes, keyType, validity);
    }

    public CertificateRequest withOtherNames(List<OtherName> value) {
        return new CertificateRequest(name, organization, hosts, value, purposes, keyType, validity);
    }

    public CertificateRequest withPurposes(Set<Purpose> value) {
        return new CertificateRequest(name, organization, hosts, otherNames, value, keyType, validity);
    }

    public CertificateRequest withKeyType(KeyType value) {
        return new CertificateRequest(name, organization, hosts, otherNames, purposes, value, validity);
    }

    public CertificateRequest withValidity(Duration value) {
        return new CertificateRequest(name, organization, hosts, otherNames, purposes, keyType, value);
    }

    static void requireName(String what, String value) {
        if (value.isBlank() || !value.strip().equals(value)) {
            throw new CertsException(
                    what + " = \"" + Printable.of(value) + "\" (expected: text without space around it)");
        }
        if (value.length() > NAME_CHARACTERS_MAX) {
            throw new CertsException(
                    what + " has " + value.length() + " characters (expected: at most " + NAME_CHARACTERS_MAX + ")");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new CertsException(what + " has control characters (expected: printable text)");
        }
    }
}
