package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;

/**
 * The keys that a native context seals session tickets with (RFC 5077): new tickets with the newest key, and those of the
 * key before still open. They live in this process's memory only and are never the same in two contexts, so that no
 * listener opens another's tickets (attack 46).
 *
 * <p>Thread: one at a time.
 */
final class TicketKeys {
    private final SecureRandom random;
    private OpenSslSessionTicketKey newest;

    TicketKeys(SecureRandom random) {
        this.random = random;
        this.newest = make();
    }

    /** What a context starts with. */
    OpenSslSessionTicketKey[] first() {
        return new OpenSslSessionTicketKey[] {newest};
    }

    /** A new key, and the one before it for the tickets that clients hold. */
    OpenSslSessionTicketKey[] next() {
        OpenSslSessionTicketKey before = newest;
        newest = make();
        return new OpenSslSessionTicketKey[] {newest, before};
    }

    /** A new key alone: the tickets that clients hold are worth nothing from now on. */
    OpenSslSessionTicketKey[] alone() {
        newest = make();
        return first();
    }

    private OpenSslSessionTicketKey make() {
        return new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
