package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process with few descriptors, and more peers than those (attack 27). */
final class DescriptorsIT {
    private static final String PRLIMIT = "/usr/bin/prlimit";
    private static final int LIMIT = 400;

    @Test
    void attack27_atTheLimitTheBrokerServesOnAndTakesNewClientsAfterwards(@TempDir Path temporary) throws Exception {
        Counterpart.require(PRLIMIT, "util-linux");
        List<Socket> sockets = new ArrayList<>();
        try (QuickstartProcess broker = QuickstartProcess.start(
                        temporary.resolve("quickstart"), List.of(PRLIMIT, "--nofile=" + LIMIT), List.of("-Xmx256m"));
                Canary canary = new Canary(broker.application())) {
            Intruder intruder = new Intruder(broker);
            canary.sings();
            knock(intruder, sockets, LIMIT);
            canary.sings();
            assertThat(Vitals.of(broker.pid()).descriptors())
                    .as("the log's half is untouched")
                    .isLessThan(LIMIT - 20);
            assertThat(broker.log()).contains("connection.limit", "few file descriptors");
            close(sockets);
            try (Canary second = new Canary(broker.application())) {
                second.sings();
            }
            canary.sings();
            assertThat(broker.log().lines()).noneMatch(line -> line.startsWith("\tat "));
        } finally {
            close(sockets);
        }
    }

    /** Until the door's own queue is full as well. */
    private static void knock(Intruder intruder, List<Socket> sockets, int times) {
        try {
            for (int i = 0; i < times; i++) {
                sockets.add(intruder.bare("127.0.0." + (2 + i % 50)));
            }
        } catch (IOException e) {
            assertThat(sockets).as("connections, before " + e.getMessage()).hasSizeGreaterThan(50);
        }
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }
}
