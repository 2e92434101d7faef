package io.gatehouse.broker.it;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/** A connection that is logged in and stays, without a thread of its own: tests need a thousand. */
record LoggedIn(SSLSocket socket) implements AutoCloseable {
    private static final short HANDSHAKE = 17;
    private static final short AUTHENTICATE = 36;
    private static final String MECHANISM = "PLAIN";

    /** By PLAIN. */
    static LoggedIn as(SSLSocket socket, String user, String password) throws IOException {
        byte[] token = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        ask(socket, HANDSHAKE, text(MECHANISM));
        byte[] answer = ask(
                socket,
                AUTHENTICATE,
                ByteBuffer.allocate(Integer.BYTES + token.length)
                        .putInt(token.length)
                        .put(token)
                        .array());
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer));
        in.readInt();
        short error = in.readShort();
        if (error != 0) {
            throw new IOException("log-in of " + user + ": error " + error);
        }
        return new LoggedIn(socket);
    }

    private static byte[] text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Short.BYTES + bytes.length)
                .putShort((short) bytes.length)
                .put(bytes)
                .array();
    }

    /** A request of version 1, and the answer with its correlation id. */
    private static byte[] ask(SSLSocket socket, short api, byte[] body) throws IOException {
        byte[] client = text("crowd");
        ByteBuffer request = ByteBuffer.allocate(3 * Integer.BYTES + client.length + body.length);
        request.putInt(request.capacity() - Integer.BYTES)
                .putShort(api)
                .putShort((short) 1)
                .putInt(1);
        socket.getOutputStream().write(request.put(client).put(body).array());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        return answer;
    }

    /** Whether the broker has ended it. */
    boolean ended() {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException there) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
