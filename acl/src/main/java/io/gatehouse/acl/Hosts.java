package io.gatehouse.acl;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses as text, in one spelling: what the JVM writes, IPv4-mapped IPv6 as IPv4 (CONFORMANCE AZN-08, attack 135).
 * Never asks a name service.
 */
final class Hosts {
    /** Decimal without leading zeros, which some programs read as octal. */
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    /** With a colon and these characters only, the JVM parses or refuses; it looks nothing up. */
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]*");

    private Hosts() {}

    /** The one spelling of an address; text that is none stays as it is. */
    static String canonical(String host) {
        return ipv6(host) ? parsed(host).orElse(host) : host;
    }

    static boolean isAddress(String host) {
        return ipv6(host) ? parsed(host).isPresent() : IPV4.matcher(host).matches();
    }

    private static boolean ipv6(String host) {
        return host.indexOf(':') >= 0 && IPV6_CHARACTERS.matcher(host).matches();
    }

    private static Optional<String> parsed(String host) {
        try {
            return Optional.of(InetAddress.getByName(host).getHostAddress());
        } catch (UnknownHostException noAddress) {
            return Optional.empty();
        }
    }
}
