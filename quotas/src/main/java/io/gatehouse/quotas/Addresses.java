package io.gatehouse.quotas;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** One name for one host: an IPv4 address that came mapped into IPv6 is the IPv4 address (attack 26). */
final class Addresses {
    private static final int MAPPED_PREFIX = 12;

    private Addresses() {}

    static String canonical(InetAddress address) {
        return unmapped(address).getHostAddress();
    }

    // The JVM unmaps what it parses and accepts by itself; what was built from bytes by a transport may still be
    // mapped.
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
