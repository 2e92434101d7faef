package io.gatehouse.zk;

import io.gatehouse.auth.audit.AuditTrail;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A ZooKeeper and a cluster's keys for the tests of a class, and a place of its own in it for each. */
abstract class SealedPlace {
    static TestZooKeeper zookeeper;
    static KeyRing ring;

    private static final SecureRandom RANDOM = new SecureRandom();

    String chroot;

    @BeforeAll
    static void startZooKeeper() {
        zookeeper = new TestZooKeeper();
        ring = KeyRing.create(zookeeper.folder().resolve("ring"), RANDOM);
    }

    @AfterAll
    static void stopZooKeeper() {
        zookeeper.close();
    }

    @BeforeEach
    void findPlace() {
        chroot = zookeeper.freshChroot();
    }

    @AfterEach
    void disconnect() {
        zookeeper.closeSessions();
    }

    static SealedZnodes znodes(ZkSession session, AuditTrail audit) {
        return new SealedZnodes(session, ring, "cluster", false, audit, RANDOM);
    }
}
