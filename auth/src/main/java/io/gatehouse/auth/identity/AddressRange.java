package io.gatehouse.auth.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One address, or a network in CIDR notation, of one family: IPv4-mapped IPv6 is IPv4. Bits behind the prefix are zero, so
 * that one network has one spelling. Never asks a name service. Immutable.
 */
public final class AddressRange {
    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

    private final byte[] bytes;
    private final int prefix;

    private AddressRange(byte[] bytes, int prefix) {
        this.bytes = bytes;
        this.prefix = prefix;
    }

    /** Empty for whatever is no address and no network, or has bits behind its prefix. */
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!PeerAddress.isAddress(address)) {
            return Optional.empty();
        }
        byte[] bytes = bytes(address);
        String length = slash < 0 ? Integer.toString(bytes.length * Byte.SIZE) : text.substring(slash + 1);
        if (!PREFIX.matcher(length).matches() || Integer.parseInt(length) > bytes.length * Byte.SIZE) {
            return Optional.empty();
        }
        AddressRange range = new AddressRange(bytes, Integer.parseInt(length));
        return range.clean() ? Optional.of(range) : Optional.empty();
    }

    /** Text that is no address is in no network. */
    public boolean contains(String address) {
        return PeerAddress.isAddress(address) && contains(parse(address).orElseThrow());
    }

    /** Whether all of {@code other} is in this one; cheap. */
    public boolean contains(AddressRange other) {
        if (other.bytes.length != bytes.length || other.prefix < prefix) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != other.bytes[i]) {
                return false;
            }
        }
        int rest = prefix % Byte.SIZE;
        return rest == 0 || (bytes[whole] ^ other.bytes[whole]) >> (Byte.SIZE - rest) == 0;
    }

    private boolean clean() {
        for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
            if (bit(bytes, bit) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int bit(byte[] bytes, int bit) {
        return bytes[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1;
    }

    /** Nothing is looked up, since it is an address. */
    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(PeerAddress.canonical(address)).getAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(address + " is no address", impossible);
        }
    }

    /** As {@link #parse} reads it; an address without its length. */
    @Override
    public String toString() {
        String address;
        try {
            address = InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four or sixteen bytes are an address", impossible);
        }
        return prefix == bytes.length * Byte.SIZE ? address : address + "/" + prefix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange range && toString().equals(range.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
