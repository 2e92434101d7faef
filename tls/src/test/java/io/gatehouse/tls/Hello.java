package io.gatehouse.tls;

import java.util.LinkedHashMap;
import java.util.Map;

/** A ClientHello part by part: what an ordinary client says, unless a test says otherwise. */
final class Hello {
    static final int SERVER_NAME = 0;
    static final int GROUPS = 10;
    static final int SIGNATURES = 13;
    static final int HEARTBEAT = 15;
    static final int ALPN = 16;
    static final int TICKET = 35;
    static final int VERSIONS = 43;
    static final int KEY_SHARE = 51;

    static final int TLS12 = 0x0303;
    static final int TLS13 = 0x0304;
    static final int SECP256R1 = 0x0017;
    static final int AES_128_GCM_13 = 0x1301;
    static final int ECDHE_ECDSA_AES_128_GCM_12 = 0xc02b;
    /** RFC 5746: a client that knows secure renegotiation and does not renegotiate now. */
    static final int SCSV = 0x00ff;

    private final Map<Integer, byte[]> extensions = new LinkedHashMap<>();
    private final byte[] random = new byte[32];
    private byte[] sessionId = new byte[0];
    private byte[] suites;
    private byte[] compressions = {0};
    private int version = TLS12;

    private Hello(int... suites) {
        TestPki.RANDOM.nextBytes(random);
        this.suites = Octets.u16(suites);
        with(GROUPS, Octets.sized(2, Octets.u16(SECP256R1)));
        // ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256, rsa_pkcs1_sha256
        with(SIGNATURES, Octets.sized(2, Octets.u16(0x0403, 0x0804, 0x0401)));
    }

    static Hello tls12() {
        return new Hello(ECDHE_ECDSA_AES_128_GCM_12, SCSV);
    }

    /** @param point an uncompressed point of P-256 */
    static Hello tls13(byte[] point) {
        return new Hello(AES_128_GCM_13)
                .with(VERSIONS, Octets.sized(1, Octets.u16(TLS13)))
                .with(KEY_SHARE, Octets.sized(2, Octets.joined(Octets.u16(SECP256R1), Octets.sized(2, point))));
    }

    Hello with(int extension, byte[] content) {
        extensions.put(extension, content.clone());
        return this;
    }

    Hello serverNames(byte[]... names) {
        byte[][] entries = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            entries[i] = Octets.joined(Octets.of(0), Octets.sized(2, names[i]));
        }
        return with(SERVER_NAME, Octets.sized(2, entries));
    }

    Hello version(int newVersion) {
        version = newVersion;
        return this;
    }

    Hello suites(int... newSuites) {
        suites = Octets.u16(newSuites);
        return this;
    }

    Hello compressions(int... methods) {
        compressions = Octets.of(methods);
        return this;
    }

    Hello sessionId(int... id) {
        sessionId = Octets.of(id);
        return this;
    }

    byte[] random() {
        return random.clone();
    }

    /** The handshake message. */
    byte[] message() {
        byte[][] each = extensions.entrySet().stream()
                .map(one -> Octets.joined(Octets.u16(one.getKey()), Octets.sized(2, one.getValue())))
                .toArray(byte[][]::new);
        return Octets.message(
                1,
                Octets.u16(version),
                random,
                Octets.sized(1, sessionId),
                Octets.sized(2, suites),
                Octets.sized(1, compressions),
                Octets.sized(2, each));
    }

    /** The message in one record. */
    byte[] record() {
        return Octets.record(TlsRecord.HANDSHAKE, message());
    }
}
