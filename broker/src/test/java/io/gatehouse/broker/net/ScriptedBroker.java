package io.gatehouse.broker.net;

import io.gatehouse.broker.wire.ApiKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageUtil;

/** One connection of a broker that says what a test tells it to say, without TLS. */
final class ScriptedBroker implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int correlationId;

    ScriptedBroker(ServerSocket server) throws IOException {
        socket = server.accept();
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    /** The mechanism that the client asks for. */
    String handshake() throws IOException {
        ByteBuffer frame = request(ApiKey.SASL_HANDSHAKE);
        frame.position(frame.position() + Short.BYTES + frame.getShort(frame.position()));
        return new SaslHandshakeRequestData(new ByteBufferAccessor(frame), (short) 1).mechanism();
    }

    /** The token that the client sends. */
    byte[] token() throws IOException {
        ByteBuffer frame = request(ApiKey.SASL_AUTHENTICATE);
        frame.position(frame.position() + Short.BYTES + frame.getShort(frame.position()) + 1);
        return new SaslAuthenticateRequestData(new ByteBufferAccessor(frame), (short) 2).authBytes();
    }

    /** A heartbeat, which stands for all requests. */
    void heartbeat() throws IOException {
        var unused = request(ApiKey.HEARTBEAT);
    }

    void offer(int error, String... mechanisms) throws IOException {
        send(new SaslHandshakeResponseData().setErrorCode((short) error).setMechanisms(List.of(mechanisms)), 1, false);
    }

    void challenge(String token) throws IOException {
        challenge(token.getBytes(StandardCharsets.UTF_8), 0);
    }

    void challenge(byte[] token, long lifetimeMillis) throws IOException {
        send(new SaslAuthenticateResponseData().setAuthBytes(token).setSessionLifetimeMs(lifetimeMillis), 2, true);
    }

    void refuse(String sentence) throws IOException {
        send(new SaslAuthenticateResponseData().setErrorCode((short) 58).setErrorMessage(sentence), 2, true);
    }

    void beat(int error) throws IOException {
        out.writeInt(10);
        out.writeInt(correlationId);
        out.writeInt(0);
        out.writeShort(error);
        out.flush();
    }

    /** The size of a frame that never comes. */
    void announce(int bytes) throws IOException {
        out.writeInt(bytes);
        out.flush();
    }

    /** Whether the client sends nothing for so long. */
    boolean silentFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            var unused = in.read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    /** Whether the client has hung up. */
    boolean hungUp() throws IOException {
        return in.read() < 0;
    }

    private ByteBuffer request(ApiKey expected) throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        ByteBuffer request = ByteBuffer.wrap(frame);
        int key = request.getShort();
        if (key != expected.id()) {
            throw new AssertionError("api " + key + " (expected: " + expected + ")");
        }
        var unused = request.getShort();
        correlationId = request.getInt();
        return request;
    }

    private void send(Message answer, int version, boolean tags) throws IOException {
        ByteBuffer body =
                MessageUtil.toByteBufferAccessor(answer, (short) version).buffer();
        out.writeInt(body.remaining() + Integer.BYTES + (tags ? 1 : 0));
        out.writeInt(correlationId);
        if (tags) {
            out.writeByte(0);
        }
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
