package io.gatehouse.tls;

import java.time.Duration;
import java.util.List;

/** What we negotiate when the configuration says nothing, each with its reason. */
public final class TlsDefaults {
    /** 1.3 first; 1.2 for librdkafka on old OpenSSL and Java 8 clients; older versions have no sound cipher left. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Outgoing connections check the server's name (RFC 2818); without it any certificate of our CA could stand in. */
    public static final String ENDPOINT_IDENTIFICATION = "https";

    /**
     * All of TLS 1.3, and of TLS 1.2 only suites with forward secrecy and authenticated encryption: a key stolen later
     * opens no old recording, and there is no padding to attack (Lucky 13, ROBOT). 128-bit AES first: half the rounds
     * and no known weakness against it; ChaCha20 for clients without AES instructions.
     */
    public static final List<String> CIPHER_SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** A handshake takes two round trips; who needs longer than this is not waiting for us but making us wait. */
    public static final Duration HANDSHAKE_DEADLINE = Duration.ofSeconds(10);

    /**
     * How long a client may come back with its session instead of proving everything again, and how long one key seals
     * sessions: who steals the memory of a process reads no TLS 1.2 recording that is older than two of these.
     */
    public static final Duration TICKET_LIFETIME = Duration.ofHours(1);

    /**
     * Key agreements: X25519 together with ML-KEM-768 where both sides can (a recording of today stays closed to the quantum
     * computer of tomorrow), then the curves that everybody has. BoringSSL only: the JDK 17 has no hybrid one.
     */
    public static final List<String> GROUPS = List.of("X25519MLKEM768", "x25519", "secp256r1", "secp384r1");

    private TlsDefaults() {}
}
