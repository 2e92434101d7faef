package io.gatehouse.broker.main.quickstart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** The three ports, one after the other: clients, brokers among themselves, ZooKeeper. All on loopback. */
record Ports(int clients) {
    static final int DEFAULT = 9092;
    private static final int LAST = 65_535;

    Ports {
        if (clients < 1 || clients > LAST - 2) {
            throw new QuickstartFailure("--port = " + clients + " (expected: 1 to " + (LAST - 2)
                    + "; the two ports after it are used as well).");
        }
    }

    int brokers() {
        return clients + 1;
    }

    int zooKeeper() {
        return clients + 2;
    }

    /** Says which of them is taken before anything is started: later, the sentence would be another's. */
    void requireFree() {
        for (int port : List.of(clients, brokers(), zooKeeper())) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                throw new QuickstartFailure(
                        "port " + port + " on this machine is in use or not allowed; choose another with --port"
                                + " (it and the two after it must be free).",
                        e);
            }
        }
    }
}
