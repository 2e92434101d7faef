package io.gatehouse.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** The same with TLS 1.2: ECDHE on P-256 and AES-128-GCM, no certificate of its own. */
final class RawTls12 {
    private static final int SERVER_HELLO = 2;
    private static final int CERTIFICATE = 11;
    private static final int SERVER_KEY_EXCHANGE = 12;
    static final int CERTIFICATE_REQUEST = 13;
    private static final int CLIENT_KEY_EXCHANGE = 16;
    private static final int FINISHED = 20;

    private static final int RANDOM_AT = 4 + 2;
    private static final int KEY_BYTES = 16;
    private static final int SALT_BYTES = 4;

    private final RawPeer peer;
    private final KeyShare share = KeyShare.fresh();
    private final Hello hello;
    private final List<byte[]> flight;
    private byte[] transcript;
    private final RecordKeys writing;
    private final RecordKeys reading;
    private final byte[] master;
    private boolean finished;

    /** Says hello and reads the server's flight. */
    RawTls12(RawPeer peer, UnaryOperator<Hello> hello) throws GeneralSecurityException {
        this.peer = peer;
        this.hello = hello.apply(Hello.tls12());
        byte[] said = this.hello.message();
        peer.send(Octets.record(TlsRecord.HANDSHAKE, said));
        this.flight = TlsRecord.messages(peer.answers());
        if (flight.isEmpty()) {
            throw new IllegalStateException("no ServerHello: " + peer.failure());
        }
        transcript = Octets.joined(said, Octets.joined(flight.toArray(byte[][]::new)));
        byte[] serverRandom = Arrays.copyOfRange(message(SERVER_HELLO), RANDOM_AT, RANDOM_AT + Hkdf.BYTES);
        byte[] premaster = share.agree(point(message(SERVER_KEY_EXCHANGE)));
        byte[] clientRandom = this.hello.random();
        master = Hkdf.prf(premaster, "master secret", Octets.joined(clientRandom, serverRandom), 48);
        byte[] keys = Hkdf.prf(
                master, "key expansion", Octets.joined(serverRandom, clientRandom), 2 * (KEY_BYTES + SALT_BYTES));
        int salts = 2 * KEY_BYTES;
        writing = RecordKeys.tls12(Arrays.copyOf(keys, KEY_BYTES), Arrays.copyOfRange(keys, salts, salts + SALT_BYTES));
        reading = RecordKeys.tls12(
                Arrays.copyOfRange(keys, KEY_BYTES, salts), Arrays.copyOfRange(keys, salts + SALT_BYTES, keys.length));
    }

    /** A handshake as it should be. */
    static RawTls12 done(RawPeer peer) throws GeneralSecurityException {
        return done(peer, hello -> hello);
    }

    static RawTls12 done(RawPeer peer, UnaryOperator<Hello> hello) throws GeneralSecurityException {
        RawTls12 client = new RawTls12(peer, hello);
        peer.send(client.finish());
        client.answers();
        return client;
    }

    boolean certificateWanted() {
        return flight.stream().anyMatch(message -> message[0] == CERTIFICATE_REQUEST);
    }

    byte[] message(int type) {
        return flight.stream()
                .filter(message -> message[0] == type)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no message " + type));
    }

    byte[] serverHello() {
        return message(SERVER_HELLO);
    }

    /** Key exchange, change of cipher and Finished; an empty list of certificates where one is asked for. */
    byte[] finish() throws GeneralSecurityException {
        byte[] clear = new byte[0];
        if (certificateWanted()) {
            clear = Octets.message(CERTIFICATE, Octets.sized(3));
        }
        clear = Octets.joined(clear, Octets.message(CLIENT_KEY_EXCHANGE, Octets.sized(1, share.point())));
        transcript = Octets.joined(transcript, clear);
        byte[] verify = Hkdf.prf(master, "client finished", Hkdf.hash(transcript), 12);
        return Octets.joined(
                Octets.record(TlsRecord.HANDSHAKE, clear),
                Octets.record(TlsRecord.CHANGE_CIPHER_SPEC, Octets.of(1)),
                seal(TlsRecord.HANDSHAKE, Octets.message(FINISHED, verify)));
    }

    byte[] seal(int type, byte[] content) throws GeneralSecurityException {
        return writing.seal12(type, content);
    }

    byte[] application(String text) throws GeneralSecurityException {
        return seal(TlsRecord.APPLICATION, text.getBytes(StandardCharsets.UTF_8));
    }

    /** What the server has said since the last question, without what was not encrypted. */
    List<TlsRecord> answers() throws GeneralSecurityException {
        List<TlsRecord> clear = new ArrayList<>();
        boolean encrypted = false;
        for (TlsRecord record : peer.answers()) {
            if (record.type() == TlsRecord.CHANGE_CIPHER_SPEC) {
                encrypted = true;
            } else if (encrypted || finished) {
                clear.add(reading.open12(record));
            }
        }
        finished |= encrypted;
        return clear;
    }

    private static byte[] point(byte[] keyExchange) {
        int at = 4 + 1 + 2; // Header, named curve, its number.
        return Arrays.copyOfRange(keyExchange, at + 1, at + 1 + keyExchange[at]);
    }
}
