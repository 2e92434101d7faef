package io.gatehouse.bench.broker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Logs in to a broker by SCRAM-SHA-512 behind TLS, asks for its versions, hangs up, and again, with a full handshake each
 * time; prints how many log-ins that were. Hashes the password once: the client's work is not what is measured.
 *
 * <p>Arguments: port on localhost, client properties with PKCS#12 stores, a file with the password of user {@code bench},
 * seconds.
 */
public final class LogIns {
    private static final String USER = "bench";
    private static final String MAC = "HmacSHA512";
    private static final int KEY_BITS = 512;
    private static final int ANSWER_BYTES_MAX = 1 << 20;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final short SASL_HANDSHAKE = 17;
    private static final short API_VERSIONS = 18;
    private static final short SASL_AUTHENTICATE = 36;

    private final SSLContext context;
    private final int port;
    private final String password;
    private final SecureRandom random = new SecureRandom();
    private byte[] saltedPassword = {};

    private LogIns(SSLContext context, int port, String password) {
        this.context = context;
        this.port = port;
        this.password = password;
    }

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        LogIns client = new LogIns(
                Handshakes.context(Path.of(args[1])),
                Integer.parseInt(args[0]),
                Files.readString(Path.of(args[2])).strip());
        client.run(Duration.ofSeconds(Long.parseLong(args[3])), System.out);
    }

    private void run(Duration time, PrintStream out) throws IOException, GeneralSecurityException {
        long end = System.nanoTime() + time.toNanos();
        int logIns = 0;
        while (System.nanoTime() - end < 0) {
            logIn();
            logIns++;
        }
        out.println(logIns);
    }

    private void logIn() throws IOException, GeneralSecurityException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.startHandshake();
            Wire wire = new Wire(socket);
            expectNone(
                    wire.ask(SASL_HANDSHAKE, 1, out -> text(out, "SCRAM-SHA-512"))
                            .readShort(),
                    "the handshake");
            byte[] bytes = new byte[24];
            random.nextBytes(bytes);
            String first =
                    "n=" + USER + ",r=" + Base64.getEncoder().withoutPadding().encodeToString(bytes);
            String challenge = wire.token("n,," + first);
            wire.token(last(first, challenge));
            wire.ask(API_VERSIONS, 0, out -> {});
            socket.getSession().invalidate();
        }
    }

    /** RFC 5802 section 3. */
    private String last(String first, String challenge) throws GeneralSecurityException {
        String[] parts = challenge.split(",", -1);
        byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
        int iterations = Integer.parseInt(parts[2].substring(2));
        if (saltedPassword.length == 0) {
            saltedPassword = SecretKeyFactory.getInstance("PBKDF2With" + MAC)
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BITS))
                    .getEncoded();
        }
        String withoutProof = "c=biws," + parts[0];
        byte[] clientKey = hmac(saltedPassword, "Client Key");
        byte[] proof = hmac(
                MessageDigest.getInstance("SHA-512").digest(clientKey), first + "," + challenge + "," + withoutProof);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(MAC);
        mac.init(new SecretKeySpec(key, MAC));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeShort(text.length());
        out.writeBytes(text);
    }

    private static void expectNone(short error, String what) throws IOException {
        if (error != 0) {
            throw new IOException("error " + error + " to " + what + " (expected: 0)");
        }
    }

    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    /** Requests and their answers, one at a time. */
    private static final class Wire {
        private final DataOutputStream out;
        private final DataInputStream in;

        Wire(SSLSocket socket) throws IOException {
            this.out = new DataOutputStream(socket.getOutputStream());
            this.in = new DataInputStream(socket.getInputStream());
        }

        /** The answer behind its correlation id. */
        DataInputStream ask(short key, int version, Body body) throws IOException {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            DataOutputStream fields = new DataOutputStream(request);
            fields.writeShort(key);
            fields.writeShort(version);
            fields.writeInt(1);
            fields.writeShort(-1); // No client id.
            body.write(fields);
            ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + request.size());
            out.write(frame.putInt(request.size()).put(request.toByteArray()).array());
            out.flush();
            int size = in.readInt();
            if (size < 6 || size > ANSWER_BYTES_MAX) {
                throw new IOException("an answer of " + size + " bytes (expected: 6.." + ANSWER_BYTES_MAX + ")");
            }
            byte[] answer = new byte[size];
            in.readFully(answer);
            return new DataInputStream(new ByteArrayInputStream(answer, 4, size - 4));
        }

        String token(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            DataInputStream answer = ask(SASL_AUTHENTICATE, 0, fields -> {
                fields.writeInt(bytes.length);
                fields.write(bytes);
            });
            short error = answer.readShort();
            short messageBytes = answer.readShort();
            if (messageBytes > 0) {
                answer.readFully(new byte[messageBytes]);
            }
            expectNone(error, "a token");
            byte[] token = new byte[answer.readInt()];
            answer.readFully(token);
            return new String(token, StandardCharsets.UTF_8);
        }
    }
}
