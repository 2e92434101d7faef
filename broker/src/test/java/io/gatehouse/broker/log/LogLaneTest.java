package io.gatehouse.broker.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class LogLaneTest {
    @Test
    void tasksRunInOrderOnOneThread() throws InterruptedException {
        LogLane lane = new LogLane("lane");
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            last = lane.submit(() -> {
                        lane.assertInLane();
                        seen.add(number);
                        return (Void) null;
                    })
                    .toCompletableFuture();
        }
        last.join();
        lane.close();

        assertThat(seen).hasSize(1_000).isSorted();
    }

    @Test
    void aFailedTaskTellsItsCallerAndTheLaneLivesOn() throws InterruptedException {
        LogLane lane = new LogLane("lane");

        assertThatThrownBy(() -> lane.submit(() -> {
                            throw new LogFailure("broken");
                        })
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(LogFailure.class);
        lane.execute(() -> {
            throw new IllegalStateException("told in the log");
        });
        assertThat(lane.submit(() -> 5).toCompletableFuture().join()).isEqualTo(5);
        lane.close();
    }

    @Test
    void aFullLaneRefuses() throws InterruptedException {
        LogLane lane = new LogLane("lane");
        CountDownLatch blocked = new CountDownLatch(1);
        lane.execute(() -> awaitQuietly(blocked));
        CompletableFuture<Integer> refused = new CompletableFuture<>();
        for (int i = 0; i <= LogLane.WAITING_MAX + 1 && !refused.isCompletedExceptionally(); i++) {
            refused = lane.submit(() -> 1).toCompletableFuture();
        }

        assertThat(refused).isCompletedExceptionally();
        assertThatThrownBy(() -> lane.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        blocked.countDown();
        lane.close();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anotherThreadIsToldSo() throws InterruptedException {
        LogLane lane = new LogLane("lane");

        assertThatThrownBy(lane::assertInLane)
                .hasMessageContaining(Thread.currentThread().getName());
        assertThat(lane.inLane()).isFalse();
        assertThat(lane.submit(lane::inLane).toCompletableFuture().join()).isTrue();
        lane.close();
    }
}
