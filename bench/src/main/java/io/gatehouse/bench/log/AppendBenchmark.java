package io.gatehouse.bench.log;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.record.internal.CompressionType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One batch of a client appended: checked record by record, numbered, written, noted in the indexes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first.
public class AppendBenchmark {
    /** Appends for one hop to the lane, so that the hop does not show. */
    private static final int APPENDS = 256;

    @Param({"1024", "16384", "131072", "1048576"})
    public int batchBytes;

    @Param({"false", "true"})
    public boolean idempotent;

    @Param("NONE")
    public CompressionType codec;

    private BenchLog bench;
    private ProducedBatch batch;

    @Setup
    public void open() {
        bench = new BenchLog();
        batch = ProducedBatch.of(batchBytes, idempotent, codec, System.currentTimeMillis());
    }

    @Setup(Level.Invocation)
    public void trim() {
        bench.trim();
    }

    @TearDown
    public void close() {
        bench.close();
    }

    @Benchmark
    @OperationsPerInvocation(APPENDS)
    public long append() {
        return bench.onLane(this::appendAll);
    }

    private long appendAll() {
        long sum = 0;
        for (int i = 0; i < APPENDS; i++) {
            sum += bench.append(batch);
        }
        return sum;
    }
}
