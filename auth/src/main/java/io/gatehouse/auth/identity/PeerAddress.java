package io.gatehouse.auth.identity;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses as text, in one spelling: what the JVM writes, IPv4-mapped IPv6 as IPv4 (CONFORMANCE AZN-08, attacks 26 and
 * 135). Never asks a name service.
 */
public final class PeerAddress {
    /** Decimal without leading zeros, which some programs read as octal. */
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    /** With a colon and these characters only, the JVM parses or refuses; it looks nothing up. */
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]*");

    private static final int MAPPED_PREFIX = 12;

    private PeerAddress() {}

    public static String canonical(InetAddress address) {
        return unmapped(address).getHostAddress();
    }

    /** The one spelling of an address; text that is none stays as it is. */
    public static String canonical(String text) {
        return ipv6(text) ? parsed(text).orElse(text) : text;
    }

    /** Whether the text is an address, and not a name, a network or nothing. */
    public static boolean isAddress(String text) {
        return ipv6(text) ? parsed(text).isPresent() : IPV4.matcher(text).matches();
    }

    private static boolean ipv6(String text) {
        return text.indexOf(':') >= 0 && IPV6_CHARACTERS.matcher(text).matches();
    }

    private static Optional<String> parsed(String ipv6) {
        try {
            return Optional.of(InetAddress.getByName(ipv6).getHostAddress());
        } catch (UnknownHostException noAddress) {
            return Optional.empty();
        }
    }

    // The JVM unmaps what it parses and accepts by itself; what a transport built from bytes may still be mapped.
    private static InetAddress unmapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (!(address instanceof Inet6Address) || !mapped(bytes)) {
            return address;
        }
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, MAPPED_PREFIX, bytes.length));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }

    private static boolean mapped(byte[] bytes) {
        for (int i = 0; i < MAPPED_PREFIX - 2; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[MAPPED_PREFIX - 2] == (byte) 0xff && bytes[MAPPED_PREFIX - 1] == (byte) 0xff;
    }
}
