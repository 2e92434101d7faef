package io.gatehouse.broker.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcceptPauseTest {
    private final EmbeddedChannel door = new EmbeddedChannel(new AcceptPause("CLIENTS"));

    @Test
    void attack27_aDoorThatCannotAcceptRestsForASecond() {
        door.freezeTime();

        door.pipeline().fireExceptionCaught(new IOException("Too many open files"));
        door.pipeline().fireExceptionCaught(new IOException("Too many open files"));
        assertThat(door.config().isAutoRead()).isFalse();

        door.advanceTimeBy(999, TimeUnit.MILLISECONDS);
        door.runScheduledPendingTasks();
        assertThat(door.config().isAutoRead()).isFalse();

        door.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        door.runScheduledPendingTasks();
        assertThat(door.config().isAutoRead()).isTrue();
    }

    @Test
    void aBugOfOursIsNotTakenForAFullTable() {
        door.pipeline().fireExceptionCaught(new IllegalStateException("bug"));

        assertThat(door.config().isAutoRead()).isTrue();
        assertThatThrownBy(door::checkException).hasMessage("bug");
    }
}
