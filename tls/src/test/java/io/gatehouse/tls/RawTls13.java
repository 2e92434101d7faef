package io.gatehouse.tls;

import io.gatehouse.certs.Issued;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A client of TLS 1.3 that makes every record by itself, so that it can also make those that no library would: it keeps
 * to RFC 8446 as far as the test wants it to. It believes every server.
 */
final class RawTls13 {
    private static final int CERTIFICATE = 11;
    private static final int CERTIFICATE_REQUEST = 13;
    private static final int CERTIFICATE_VERIFY = 15;
    private static final int FINISHED = 20;
    private static final int KEY_UPDATE = 24;

    private static final byte[] NOTHING = new byte[0];
    private static final byte[] ZEROS = new byte[Hkdf.BYTES];

    private final RawPeer peer;
    private final KeyShare share = KeyShare.fresh();
    private byte[] transcript = NOTHING;
    private boolean certificateWanted;
    private byte[] clientSecret = NOTHING;
    private byte[] nextClientSecret = NOTHING;
    private RecordKeys writing;
    private RecordKeys reading;

    /** Says hello and reads the server's flight. */
    RawTls13(RawPeer peer, UnaryOperator<Hello> hello) throws GeneralSecurityException {
        this.peer = peer;
        byte[] said = hello.apply(Hello.tls13(share.point())).message();
        peer.send(Octets.record(TlsRecord.HANDSHAKE, said));
        List<TlsRecord> flight = peer.answers();
        if (flight.isEmpty() || flight.get(0).type() != TlsRecord.HANDSHAKE) {
            throw new IllegalStateException("no ServerHello: " + flight + peer.failure());
        }
        byte[] serverHello = TlsRecord.messages(flight.subList(0, 1)).get(0);
        transcript = Octets.joined(said, serverHello);
        byte[] derived = secret(Hkdf.extract(ZEROS, ZEROS), "derived", NOTHING);
        byte[] handshake = Hkdf.extract(derived, share.agree(point(serverHello)));
        clientSecret = secret(handshake, "c hs traffic", transcript);
        writing = RecordKeys.tls13(clientSecret);
        reading = RecordKeys.tls13(secret(handshake, "s hs traffic", transcript));
        readFlight(flight.subList(1, flight.size()), handshake);
    }

    /** A handshake as it should be. */
    static RawTls13 done(RawPeer peer) throws GeneralSecurityException {
        RawTls13 client = new RawTls13(peer, hello -> hello);
        peer.send(client.finish(Optional.empty()));
        return client;
    }

    private void readFlight(List<TlsRecord> records, byte[] handshake) throws GeneralSecurityException {
        List<TlsRecord> open = new ArrayList<>();
        for (TlsRecord record : records) {
            if (record.type() == TlsRecord.APPLICATION) {
                open.add(reading.open(record));
            }
        }
        for (byte[] message : TlsRecord.messages(open)) {
            transcript = Octets.joined(transcript, message);
            certificateWanted |= message[0] == CERTIFICATE_REQUEST;
        }
        byte[] master = Hkdf.extract(secret(handshake, "derived", NOTHING), ZEROS);
        nextClientSecret = secret(master, "c ap traffic", transcript);
        reading = RecordKeys.tls13(secret(master, "s ap traffic", transcript));
    }

    boolean certificateWanted() {
        return certificateWanted;
    }

    /** The last flight of the handshake, which the caller sends; what is sealed from now on is application data. */
    byte[] finish(Optional<Issued> own) throws GeneralSecurityException {
        byte[] flight = NOTHING;
        if (certificateWanted) {
            flight = Octets.joined(flight, handshake(certificate(own)));
            if (own.isPresent()) {
                flight = Octets.joined(flight, handshake(verify(own.get())));
            }
        }
        byte[] key = Hkdf.expand(clientSecret, "finished", NOTHING, Hkdf.BYTES);
        flight = Octets.joined(flight, handshake(Octets.message(FINISHED, Hkdf.mac(key, Hkdf.hash(transcript)))));
        writing = RecordKeys.tls13(nextClientSecret);
        return flight;
    }

    private static byte[] certificate(Optional<Issued> own) throws GeneralSecurityException {
        byte[] entries = NOTHING;
        if (own.isPresent()) {
            for (var one : own.get().chain()) {
                entries = Octets.joined(entries, Octets.sized(3, one.getEncoded()), Octets.sized(2));
            }
        }
        return Octets.message(CERTIFICATE, Octets.sized(1), Octets.sized(3, entries));
    }

    private byte[] verify(Issued own) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(own.key());
        signature.update(" ".repeat(64).getBytes(StandardCharsets.US_ASCII));
        signature.update("TLS 1.3, client CertificateVerify\0".getBytes(StandardCharsets.US_ASCII));
        signature.update(Hkdf.hash(transcript));
        return Octets.message(CERTIFICATE_VERIFY, Octets.u16(0x0403), Octets.sized(2, signature.sign()));
    }

    private byte[] handshake(byte[] message) throws GeneralSecurityException {
        transcript = Octets.joined(transcript, message);
        return seal(TlsRecord.HANDSHAKE, message);
    }

    byte[] seal(int type, byte[] content) throws GeneralSecurityException {
        return writing.seal(type, content);
    }

    byte[] application(String text) throws GeneralSecurityException {
        return seal(TlsRecord.APPLICATION, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A KeyUpdate, after which the next keys seal. */
    byte[] keyUpdate(boolean answerRequested) throws GeneralSecurityException {
        byte[] sealed = seal(TlsRecord.HANDSHAKE, Octets.message(KEY_UPDATE, Octets.of(answerRequested ? 1 : 0)));
        writing = writing.updated();
        return sealed;
    }

    /** What the server has said since the last question, in clear. */
    List<TlsRecord> answers() throws GeneralSecurityException {
        List<TlsRecord> clear = new ArrayList<>();
        for (TlsRecord record : peer.answers()) {
            if (record.type() == TlsRecord.APPLICATION) {
                TlsRecord open = reading.open(record);
                clear.add(open);
                if (open.type() == TlsRecord.HANDSHAKE && open.content()[0] == KEY_UPDATE) {
                    reading = reading.updated();
                }
            }
        }
        return clear;
    }

    /** The description in the server's fatal alert. */
    Optional<Integer> alert() throws GeneralSecurityException {
        return answers().stream()
                .filter(record -> record.type() == TlsRecord.ALERT)
                .map(record -> (int) record.content()[1])
                .findFirst();
    }

    private static byte[] secret(byte[] from, String label, byte[] messages) throws GeneralSecurityException {
        return Hkdf.expand(from, label, Hkdf.hash(messages), Hkdf.BYTES);
    }

    /** The server's half of the exchange, from its hello. */
    private static byte[] point(byte[] serverHello) {
        ByteBuffer rest = ByteBuffer.wrap(serverHello, 4 + 2 + 32, serverHello.length - 38);
        rest.position(rest.position() + 1 + rest.get(rest.position()));
        rest.position(rest.position() + 2 + 1 + 2);
        while (rest.hasRemaining()) {
            int type = Short.toUnsignedInt(rest.getShort());
            byte[] content = new byte[Short.toUnsignedInt(rest.getShort())];
            rest.get(content);
            if (type == Hello.KEY_SHARE) {
                return Arrays.copyOfRange(content, 4, content.length);
            }
        }
        throw new IllegalStateException("the server sent no key share");
    }
}
