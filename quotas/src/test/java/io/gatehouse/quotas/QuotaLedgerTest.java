package io.gatehouse.quotas;

import static io.gatehouse.quotas.Entities.limits;
import static io.gatehouse.quotas.Entities.who;
import static io.gatehouse.quotas.QuotaKey.CONTROLLER_MUTATION_RATE;
import static io.gatehouse.quotas.QuotaKey.PRODUCER_BYTE_RATE;
import static io.gatehouse.quotas.QuotaKey.REQUEST_PERCENTAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.quotas.QuotaEntity.Part;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class QuotaLedgerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final QuotaLedger ledger = new QuotaLedger(11, SECOND);

    private Duration produce(QuotaClient client, double bytes) {
        return ledger.charge(PRODUCER_BYTE_RATE, client, bytes, NOW);
    }

    @Test
    void whoHasNoLimitIsNotMeasured() { // CONFORMANCE QTH-19
        Duration delay = produce(who("alice", "app"), 1e12);

        assertThat(delay).isZero();
        assertThat(ledger.size()).isZero();
    }

    @Test
    void aNewLimitBindsTheNextCharge() { // CONFORMANCE QTZ-10
        produce(who("alice", "app"), 1e6);
        ledger.replace(limits(Entities.user("alice"), PRODUCER_BYTE_RATE, 1_000));

        Duration first = produce(who("alice", "app"), 20_000);
        ledger.replace(limits(Entities.user("alice"), PRODUCER_BYTE_RATE, 4_000));
        Duration second = produce(who("alice", "app"), 0);

        assertThat(first).isEqualTo(Duration.ofSeconds(10));
        assertThat(second).isZero();
    }

    @Test
    void aLimitOfAUserIsSharedByAllItsClients() { // CONFORMANCE QTZ-04, attack 164
        ledger.replace(limits(Entities.user("alice"), PRODUCER_BYTE_RATE, 1_000));

        produce(who("alice", "app"), 10_000);

        assertThat(produce(who("alice", "other"), 1_000)).isEqualTo(SECOND);
        assertThat(produce(who("bob", "app"), 1_000)).isZero();
        assertThat(ledger.size()).isEqualTo(1);
    }

    @Test
    void aLimitOfTheDefaultUserIsEachUsersOwn() { // CONFORMANCE QTZ-04
        ledger.replace(limits(Entities.defaultUser(), PRODUCER_BYTE_RATE, 1_000));

        produce(who("alice", "app"), 20_000);

        assertThat(produce(who("bob", "app"), 10_000)).isZero();
    }

    @Test
    void aLimitOfAClientIdIsSharedByAllItsUsers() { // CONFORMANCE QTZ-04
        ledger.replace(limits(Entities.defaultClient(), PRODUCER_BYTE_RATE, 1_000));

        produce(who("alice", "app"), 10_000);

        assertThat(produce(who("bob", "app"), 1_000)).isEqualTo(SECOND);
        assertThat(produce(who("bob", "other"), 10_000)).isZero();
    }

    @Test
    void aLimitOfAPairBindsThePair() { // CONFORMANCE QTZ-04
        ledger.replace(limits(Entities.of(Part.named("alice"), Part.DEFAULT), PRODUCER_BYTE_RATE, 1_000));

        produce(who("alice", "app"), 20_000);

        assertThat(produce(who("alice", "other"), 10_000)).isZero();
        assertThat(ledger.size()).isEqualTo(2);
    }

    @Test
    void requestTimeIsHeldBackForOneWindowAtMost() { // CONFORMANCE QTH-04
        ledger.replace(limits(Entities.user("alice"), REQUEST_PERCENTAGE, 1));

        Duration delay = ledger.charge(REQUEST_PERCENTAGE, who("alice", "app"), 1_000, NOW);

        assertThat(delay).isEqualTo(SECOND);
    }

    @Test
    void changesOfTheClusterTakeTokens() { // CONFORMANCE QCM-02, QCM-03
        ledger.replace(limits(Entities.user("alice"), CONTROLLER_MUTATION_RATE, 5));
        QuotaClient client = who("alice", "app");

        Duration first = ledger.charge(CONTROLLER_MUTATION_RATE, client, 60, NOW);
        Duration asked = ledger.charge(CONTROLLER_MUTATION_RATE, client, 0, NOW);

        assertThat(first).isEqualTo(SECOND);
        assertThat(asked).isEqualTo(SECOND);
    }

    @Test
    void whatIsTakenBackWasNeverUsed() { // CONFORMANCE QTH-07
        ledger.replace(limits(Entities.user("alice"), PRODUCER_BYTE_RATE, 1_000));
        produce(who("alice", "app"), 20_000);

        ledger.uncharge(PRODUCER_BYTE_RATE, who("alice", "app"), 15_000, NOW);

        assertThat(produce(who("alice", "app"), 1_000)).isZero();
    }

    @Test
    void aLimitOfZeroHoldsBackForAWindowEachTime() { // CONFORMANCE QTZ-13
        ledger.replace(limits(Entities.user("alice"), PRODUCER_BYTE_RATE, 0));

        assertThat(produce(who("alice", "app"), 1)).isEqualTo(SECOND);
        assertThat(produce(who("alice", "app"), 1)).isEqualTo(SECOND);
    }

    @Test
    void oneRequestIsAllowedWhatAllFullWindowsHold() { // CONFORMANCE QTH-08
        ledger.replace(limits(Entities.user("alice"), PRODUCER_BYTE_RATE, 1_000));

        assertThat(ledger.allowance(PRODUCER_BYTE_RATE, who("alice", "app"))).isEqualTo(10_000);
        assertThat(ledger.allowance(PRODUCER_BYTE_RATE, who("bob", "app"))).isInfinite();
    }

    @Test
    void connectionsOfAnAddressAreMeasured() throws UnknownHostException { // CONFORMANCE QIP-06, attack 25
        ledger.replace(limits(Entities.ip(Part.named("127.0.0.1")), QuotaKey.CONNECTION_CREATION_RATE, 1));
        InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});

        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            delays.add(ledger.chargeConnection(address, NOW));
        }

        assertThat(delays.subList(0, 10)).containsOnly(Duration.ZERO);
        assertThat(delays.get(10)).isEqualTo(SECOND);
        assertThat(ledger.chargeConnection(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), NOW))
                .isZero();
    }

    @Test
    void endlessClientIdsMakeNoEndlessBuckets() { // attack 164
        ledger.replace(limits(Entities.defaultClient(), PRODUCER_BYTE_RATE, 1_000));

        for (int i = 0; i < 3 * Buckets.BUCKETS_MAX; i++) {
            produce(who("alice", "client-" + i), 1);
        }

        assertThat(ledger.size()).isBetween(Buckets.BUCKETS_MAX / 2, Buckets.BUCKETS_MAX);
    }

    @Test
    void bucketsThatNobodyUsesMakeRoom() { // CONFORMANCE QTH-18
        ledger.replace(limits(Entities.defaultClient(), PRODUCER_BYTE_RATE, 1_000));
        for (int i = 0; i < 1_000; i++) {
            produce(who("alice", "old-" + i), 1);
        }

        for (int i = 0; i < 1_000; i++) {
            ledger.charge(PRODUCER_BYTE_RATE, who("alice", "new-" + i), 1, NOW.plusSeconds(3600));
        }

        assertThat(ledger.size()).isEqualTo(1_000);
    }

    @Test
    void chargesOfManyThreadsAreAllCounted() throws InterruptedException, ExecutionException {
        ledger.replace(new QuotaSnapshot(Map.of(Entities.user("alice"), Map.of(PRODUCER_BYTE_RATE, 4_000.0))));
        ExecutorService threads = Executors.newFixedThreadPool(4);

        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        produce(who("alice", "app"), 1);
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }

            assertThat(produce(who("alice", "app"), 4_000)).isEqualTo(SECOND);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void windowsThatCannotMeasureAreRefused() {
        assertThatThrownBy(() -> new QuotaLedger(1, SECOND)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new QuotaLedger(11, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
