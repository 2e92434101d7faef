package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.wire.Envelopes;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attack 149 on a real broker: envelopes from strangers and on the brokers' own listener, from somebody without rights, the
 * administrator, and whoever has a broker's certificate. All are hung up on, and nothing that is in an envelope is done.
 */
final class EnvelopeIT {
    private interface Door {
        Socket open() throws IOException;
    }

    @Test
    void nobodyHandsAnythingOn(@TempDir Path temporary) throws Exception {
        try (QuickstartProcess broker = QuickstartProcess.start(temporary.resolve("quickstart"));
                Admin admin = Admin.create(broker.administrator())) {
            Intruder intruder = new Intruder(broker);
            Map<String, Door> doors = Map.of(
                    "a stranger",
                    intruder::behindTls,
                    "nobody",
                    intruder::asNobody,
                    "the administrator",
                    () -> intruder.asAdministrator(new Socket()),
                    "a broker",
                    () -> intruder.as("broker"));
            List<String> answered = new ArrayList<>();
            for (Map.Entry<String, Door> door : doors.entrySet()) {
                for (Map.Entry<String, byte[]> envelope : Envelopes.all().entrySet()) {
                    if (answers(door.getValue(), envelope.getValue())) {
                        answered.add(envelope.getKey() + " from " + door.getKey());
                    }
                }
            }

            assertThat(answered).isEmpty();
            assertThat(admin.listTopics().names().get()).doesNotContain(Envelopes.TOPIC);
            assertThat(broker.log().lines()).noneMatch(line -> line.startsWith("\tat "));
        }
    }

    private static boolean answers(Door door, byte[] envelope) throws IOException {
        try (Socket socket = door.open()) {
            socket.getOutputStream().write(envelope);
            return socket.getInputStream().read() >= 0;
        } catch (SocketException closed) {
            return false;
        }
    }
}
