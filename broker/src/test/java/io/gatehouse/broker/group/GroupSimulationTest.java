package io.gatehouse.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.group.record.Blob;
import io.gatehouse.broker.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients come, crash and come back, the log stalls and fails, leadership moves: all from one seed, which is the test's
 * name (attack 244). Invariants: generations in use never go back; one leader a generation; what is assigned belongs to the
 * generation; an acknowledged offset is there, also after a restart; every request is answered.
 */
final class GroupSimulationTest {
    private static final int STEPS = 300;
    private static final int CLIENTS = 5;

    private final World world = new World(World.settings(CLIENTS + 2, Duration.ofSeconds(3)));
    private final List<Answer<?>> asked = new ArrayList<>();
    private final Map<Integer, String> leaders = new HashMap<>();
    private final Set<Long> attempted = new HashSet<>(Set.of(-1L));
    private int newestInUse;
    private long offsets;
    private long acknowledged = -1;
    private boolean leading = true;
    private boolean holding;

    static IntStream seeds() {
        return IntStream.range(0, 150);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverHappensTheInvariantsHold(int seed) {
        Random random = new Random(seed);
        world.leading();
        List<Client> clients = new ArrayList<>();
        for (int number = 0; number < CLIENTS; number++) {
            clients.add(new Client(number, random));
        }

        for (int step = 0; step < STEPS; step++) {
            disturb(random, clients);
            clients.forEach(client -> client.step(random));
            world.pass(Duration.ofMillis(random.nextInt(4000)));
        }

        calmDown();
        assertThat(asked).allMatch(Answer::came);
        offsetsSurviveARestart();
        clients.forEach(client -> client.begin());
        for (int step = 0; step < 60; step++) {
            clients.forEach(client -> client.step(random));
            world.pass(Duration.ofSeconds(3));
        }
        assertThat(clients).as("in the end everybody works").allMatch(client -> client.working);
    }

    private void disturb(Random random, List<Client> clients) {
        int number = random.nextInt(CLIENTS);
        switch (random.nextInt(40)) {
            case 0 -> clients.set(number, new Client(number, random)); // The old one crashed.
            case 1 -> clients.get(number).leave();
            case 2 -> {
                world.log.hold();
                holding = true;
            }
            case 3, 4, 5 -> release();
            case 6 -> world.log.refuse(ErrorCode.NOT_ENOUGH_REPLICAS);
            case 7, 8 -> world.log.refuse(ErrorCode.NONE);
            case 9 -> {
                world.coordinator.resigned(0);
                leading = false;
            }
            case 10, 11, 12 -> lead();
            default -> {}
        }
        world.run();
    }

    private void lead() {
        if (!leading) {
            leaders.clear(); // A generation that nobody worked in may come again under the next coordinator.
            world.leading();
            leading = true;
        }
    }

    private void release() {
        holding = false;
        world.log.release();
        world.run();
    }

    private void calmDown() {
        world.log.refuse(ErrorCode.NONE);
        release();
        lead();
        world.pass(Duration.ofMinutes(10));
    }

    private void offsetsSurviveARestart() {
        Consumer reader = new Consumer(world, "g");
        long before = reader.committed(0);

        leaders.clear();
        world.restart();

        assertThat(reader.committed(0)).isEqualTo(before).isGreaterThanOrEqualTo(acknowledged);
        assertThat(attempted).contains(before);
    }

    private final class Client {
        private final Consumer consumer;
        private @Nullable Answer<JoinAnswer> joining;
        private @Nullable Answer<SyncAnswer> syncing;
        private boolean working;

        Client(int number, Random random) {
            boolean isStatic = number % 2 == 0;
            this.consumer = new Consumer(world, "g", isStatic ? Optional.of("i" + number) : Optional.empty());
            consumer.takesIdFirst = random.nextBoolean();
            consumer.answersSkip = random.nextBoolean();
        }

        void begin() {
            joining = null;
            syncing = null;
            working = false;
        }

        void step(Random random) {
            if (joining != null) {
                joined(joining);
            } else if (syncing != null) {
                synced(syncing);
            } else if (working) {
                work(random);
            } else {
                join();
            }
        }

        void leave() {
            consumer.leave();
            forgetMembership();
        }

        private void join() {
            Answer<JoinAnswer> answer = consumer.join();
            asked.add(answer);
            joining = answer;
        }

        private void joined(Answer<JoinAnswer> answer) {
            if (!answer.came()) {
                return;
            }
            begin();
            JoinAnswer told = answer.now();
            if (told.error() == ErrorCode.NONE) {
                if (consumer.leads) {
                    String former = leaders.putIfAbsent(told.generation(), told.memberId());
                    boolean restored = told.skipAssignment();
                    assertThat(restored || former == null || former.equals(told.memberId()))
                            .as("one leader in generation %d", told.generation())
                            .isTrue();
                }
                Answer<SyncAnswer> sync = consumer.sync();
                asked.add(sync);
                syncing = sync;
            } else {
                recover(told.error());
            }
        }

        private void synced(Answer<SyncAnswer> answer) {
            if (!answer.came()) {
                return;
            }
            begin();
            SyncAnswer told = answer.now();
            if (told.error() == ErrorCode.NONE) {
                assertThat(consumer.generation).isGreaterThanOrEqualTo(newestInUse - 1);
                newestInUse = Math.max(newestInUse, consumer.generation);
                assertThat(told.assignment())
                        .matches(work -> work.equals(Blob.EMPTY)
                                || new String(work.toArray(), StandardCharsets.UTF_8)
                                        .endsWith("@" + consumer.generation));
                working = true;
            } else {
                recover(told.error());
            }
        }

        private void work(Random random) {
            ErrorCode beat = consumer.heartbeat();
            if (beat != ErrorCode.NONE) {
                working = false;
                recover(beat);
            } else if (random.nextBoolean()) {
                commit();
            }
        }

        private void commit() {
            long offset = ++offsets;
            attempted.add(offset);
            Answer<List<ErrorCode>> answer = consumer.commit(0, offset);
            asked.add(answer);
            if (answer.came() && answer.now().get(0) == ErrorCode.NONE) {
                assertThat(holding).as("acknowledged only when committed").isFalse();
                acknowledged = Math.max(acknowledged, offset);
                assertThat(consumer.committed(0)).isEqualTo(offset);
            }
        }

        private void recover(ErrorCode error) {
            switch (error) {
                case UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION, FENCED_INSTANCE_ID -> forgetMembership();
                default -> {}
            }
        }

        private void forgetMembership() {
            begin();
            consumer.memberId = "";
            consumer.generation = -1;
        }
    }
}
