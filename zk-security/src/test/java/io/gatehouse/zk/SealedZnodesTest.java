package io.gatehouse.zk;

import static io.gatehouse.zk.TestZooKeeper.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.auth.audit.AuditTrail;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SealedZnodesTest {
    private static final byte[] ONE = "{\"one\":1}".getBytes(UTF_8);
    private static final byte[] TWO = "{\"two\":2}".getBytes(UTF_8);
    private static TestZooKeeper zookeeper;

    private final SecureRandom random = new SecureRandom();
    private final ListAppender<ILoggingEvent> audit = new ListAppender<>();
    private final Logger auditLogger = (Logger) LoggerFactory.getLogger(AuditTrail.LOGGER_NAME);
    private Path ringFile;
    private ZkSession session;
    private SealedZnodes znodes;

    @BeforeAll
    static void start() {
        zookeeper = new TestZooKeeper();
    }

    @AfterAll
    static void stop() {
        zookeeper.close();
    }

    @BeforeEach
    void connect() {
        String chroot = zookeeper.freshChroot();
        session = zookeeper.session(chroot);
        ringFile = zookeeper.folder().resolve("ring" + chroot.replace("/", "-"));
        znodes = sealed(KeyRing.create(ringFile, random), false);
        auditLogger.setLevel(Level.INFO);
        audit.start();
        auditLogger.addAppender(audit);
    }

    @AfterEach
    void disconnect() {
        auditLogger.detachAppender(audit);
        auditLogger.setLevel(Level.OFF);
        zookeeper.closeSessions();
    }

    @Test
    void valuesRoundTripAndZooKeeperSeesNoneOfThem() {
        get(znodes.create("/secret", ONE));
        SealedValue created = get(znodes.read("/secret")).orElseThrow();
        get(znodes.write("/secret", TWO, created));

        SealedValue written = get(znodes.read("/secret")).orElseThrow();
        assertThat(created.data()).isEqualTo(ONE);
        assertThat(written.data()).isEqualTo(TWO);
        assertThat(written.version()).isEqualTo(1);
        assertThat(new String(stored("/secret"), UTF_8)).doesNotContain("two");
        assertThat(get(znodes.read("/none"))).isEmpty();
    }

    @Test
    void aWriteNeedsWhatWasRead() { // attack 285
        get(znodes.create("/secret", ONE));
        SealedValue read = get(znodes.read("/secret")).orElseThrow();
        get(znodes.write("/secret", TWO, read));

        assertThatThrownBy(() -> get(znodes.write("/secret", ONE, read))).isInstanceOf(ZnodeVersionConflict.class);
        assertThatThrownBy(() -> get(znodes.create("/secret", ONE))).isInstanceOf(ZnodeExists.class);
    }

    @Test
    void aValueCopiedToAnotherPathDoesNotOpenAndIsAudited() { // attack 270
        get(znodes.create("/alice", ONE));
        get(session.create("/bob", stored("/alice"), ZnodeKind.PERSISTENT));

        broken("/bob", SealBroken.Reason.NOT_AUTHENTIC);
        assertThat(audit.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getKeyValuePairs().toString())
                        .contains("event=\"znode.auth_failed\"", "path=\"/bob\"", "reason=\"not-authentic\""));
    }

    @Test
    void anOlderValuePutBackDoesNotOpen() { // attack 271
        get(znodes.create("/alice", ONE));
        byte[] older = stored("/alice");
        get(znodes.write("/alice", TWO, get(znodes.read("/alice")).orElseThrow()));
        byte[] newer = stored("/alice");
        get(session.write("/alice", older, 1));
        broken("/alice", SealBroken.Reason.NOT_AUTHENTIC);

        get(session.delete("/alice", -1));
        get(session.create("/alice", older, ZnodeKind.PERSISTENT));
        get(session.write("/alice", newer, 0)); // The same version, in a znode made later.
        broken("/alice", SealBroken.Reason.NOT_AUTHENTIC);
    }

    @Test
    void clearTextAndScrapsAreRefused() { // attack 274
        for (String value : new String[] {"{\"version\":1}", "", "e", "not sealed", "a.b.c.d.e"}) {
            String path = "/p" + value.hashCode();
            get(session.create(path, value.getBytes(UTF_8), ZnodeKind.PERSISTENT));
            broken(path, value.startsWith("{") ? SealBroken.Reason.CLEAR_TEXT : SealBroken.Reason.NOT_AUTHENTIC);
        }
    }

    @Test
    void aDeclaredMigrationReadsClearTextAndSealsItWithTheNextWrite() {
        SealedZnodes migrating = sealed(KeyRing.load(ringFile), true);
        get(session.create("/old", ONE, ZnodeKind.PERSISTENT));

        SealedValue clear = get(migrating.read("/old")).orElseThrow();
        assertThat(clear.data()).isEqualTo(ONE);
        assertThat(clear.keyId()).isEmpty();
        assertThat(get(migrating.reseal("/old"))).isTrue();
        assertThat(get(znodes.read("/old")).orElseThrow().data()).isEqualTo(ONE);
    }

    @Test
    void aRotationSealsAnewWhatIsWrittenAgain() { // attack 283
        get(znodes.create("/secret", ONE));
        KeyRing rotated = KeyRing.add(ringFile, random);
        SealedZnodes next = sealed(rotated, false);

        assertThat(get(next.reseal("/secret"))).isTrue();
        assertThat(get(next.reseal("/secret"))).isFalse();
        assertThat(get(next.read("/secret")).orElseThrow().keyId()).contains(rotated.active());
        broken("/secret", SealBroken.Reason.UNKNOWN_KEY); // Who still has the old ring.
    }

    @Test
    void aWriteIntoAZnodeThatWasMadeAnewMeanwhileIsSealedForThatOne() {
        get(znodes.create("/secret", ONE));
        SealedValue stale = get(znodes.read("/secret")).orElseThrow();
        get(session.delete("/secret", 0));
        get(znodes.create("/secret", ONE));

        get(znodes.write("/secret", TWO, stale));

        assertThat(get(znodes.read("/secret")).orElseThrow().data()).isEqualTo(TWO);
    }

    private void broken(String path, SealBroken.Reason reason) {
        assertThatThrownBy(() -> get(znodes.read(path)))
                .isInstanceOfSatisfying(
                        SealBroken.class,
                        failure -> assertThat(failure.reason()).isEqualTo(reason));
    }

    private byte[] stored(String path) {
        return get(session.read(path)).orElseThrow().data();
    }

    private SealedZnodes sealed(KeyRing ring, boolean allowClear) {
        return new SealedZnodes(session, ring, "cluster-A", allowClear, new AuditTrail(), random);
    }
}
