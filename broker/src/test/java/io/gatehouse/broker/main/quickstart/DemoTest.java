package io.gatehouse.broker.main.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoTest {
    private static final Duration STEP = Duration.ofMillis(2);

    @TempDir
    private Path folder = Path.of("");

    private Instant now = Instant.EPOCH;
    private final InstantSource clock = () -> now;

    /** A pipe in memory; {@code way} decides what comes back of what was sent. */
    private final class LoopPipe implements Pipe {
        private final UnaryOperator<List<byte[]>> way;
        private List<byte[]> sent = new ArrayList<>();

        LoopPipe(UnaryOperator<List<byte[]>> way) {
            this.way = way;
        }

        @Override
        public void send(byte[] value, Consumer<Exception> onFailure) {
            sent.add(value);
        }

        @Override
        public List<byte[]> receive(Duration patience) {
            List<byte[]> back = way.apply(sent);
            now = now.plus(back.isEmpty() ? patience : STEP);
            sent = new ArrayList<>();
            return back;
        }
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("file"), text, StandardCharsets.UTF_8);
    }

    @Test
    void everyLineComesBackAndIsTimed() throws Exception {
        Path file = file("one\n\ntwo \u00fc\r\nlast without end");

        DemoReport report = new Demo(new LoopPipe(sent -> sent), clock).run(file);

        assertThat(report.lines()).isEqualTo(4);
        assertThat(report.bytes()).isEqualTo(3 + 6 + 16);
        assertThat(report.times().percentile(50)).isEqualTo(STEP);
        assertThat(report.text())
                .anyMatch(line -> line.contains("4 lines, 25 bytes"))
                .anyMatch(line -> line.contains("p50 2.0 ms, p99 2.0 ms"));
    }

    @Test
    void anEmptyFileIsNoFailure() throws Exception {
        assertThat(new Demo(new LoopPipe(sent -> sent), clock).run(file("")).lines())
                .isZero();
    }

    @Test
    void aChangedRecordIsFound() throws Exception {
        Demo demo = new Demo(new LoopPipe(sent -> List.copyOf(reversed(sent))), clock);
        Path file = file("a\nb\n");

        assertThatThrownBy(() -> demo.run(file)).hasMessageContaining("not what was sent");
    }

    @Test
    void aLostRecordIsFound() throws Exception {
        Demo demo = new Demo(new LoopPipe(sent -> List.of()), clock);
        Path file = file("a\nb\n");

        assertThatThrownBy(() -> demo.run(file)).hasMessageContaining("2 records have not come back for 30 s");
    }

    @Test
    void aDoubledRecordIsFound() throws Exception {
        Demo demo = new Demo(
                new LoopPipe(sent -> {
                    List<byte[]> twice = new ArrayList<>(sent);
                    twice.addAll(sent);
                    return twice;
                }),
                clock);
        Path file = file("a\n");

        assertThatThrownBy(() -> demo.run(file)).hasMessageContaining("not under way");
    }

    @Test
    void aRefusedRecordEndsTheDemo() throws Exception {
        Demo demo = new Demo(
                new Pipe() {
                    @Override
                    public void send(byte[] value, Consumer<Exception> onFailure) {
                        onFailure.accept(new org.apache.kafka.common.errors.TopicAuthorizationException("no"));
                    }

                    @Override
                    public List<byte[]> receive(Duration patience) {
                        return List.of();
                    }
                },
                clock);
        Path file = file("a\n");

        assertThatThrownBy(() -> demo.run(file))
                .isInstanceOf(QuickstartFailure.class)
                .hasMessageContaining("TopicAuthorizationException");
    }

    @Test
    void aFileThatIsNotThereIsOneSentence() {
        assertThatThrownBy(() -> new Demo(new LoopPipe(sent -> sent), clock).run(folder.resolve("none")))
                .isInstanceOf(QuickstartFailure.class)
                .hasMessageContaining("none does not exist");
    }

    @Test
    void percentilesAreTimesThatWereSeen() {
        RoundTrips times = new RoundTrips();
        for (int i = 1; i <= 2000; i++) {
            times.add(Duration.ofMillis(i));
        }

        assertThat(times.percentile(50)).isEqualTo(Duration.ofSeconds(1));
        assertThat(times.percentile(99)).isEqualTo(Duration.ofMillis(1980));
        assertThat(times.percentile(100)).isEqualTo(Duration.ofSeconds(2));
        assertThat(new RoundTrips().percentile(99)).isEqualTo(Duration.ZERO);
    }

    private static List<byte[]> reversed(List<byte[]> values) {
        List<byte[]> copy = new ArrayList<>(values);
        java.util.Collections.reverse(copy);
        return copy;
    }
}
