package io.gatehouse.bench.log;

import io.gatehouse.broker.log.PartitionLog;
import io.gatehouse.broker.log.ReadResult;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.record.internal.CompressionType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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

/** One read of a consumer that follows the log from its start to its end, again and again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first.
public class ReadBenchmark {
    /** Reads for one hop to the lane, so that the hop does not show. */
    private static final int READS = 256;

    private static final long STORED_BYTES = 64L << 20;

    @Param({"1024", "16384", "131072", "1048576"})
    public int batchBytes;

    /** 1 reads a single batch, as a consumer at the log's end does; the other is a consumer's default. */
    @Param({"1", "1048576"})
    public int fetchBytes;

    private BenchLog bench;
    private long next;

    @Setup
    public void open() {
        bench = new BenchLog();
        ProducedBatch batch = ProducedBatch.of(batchBytes, false, CompressionType.NONE, System.currentTimeMillis());
        bench.onLane(() -> {
            PartitionLog log = bench.log();
            while (log.sizeBytes() < STORED_BYTES) {
                bench.append(batch);
            }
            return log;
        });
    }

    @TearDown
    public void close() {
        bench.close();
    }

    @Benchmark
    @OperationsPerInvocation(READS)
    public long read() {
        return bench.onLane(this::readAll);
    }

    private long readAll() {
        PartitionLog log = bench.log();
        long sum = 0;
        for (int i = 0; i < READS; i++) {
            ReadResult result = log.read(next, fetchBytes, log.logEndOffset(), true);
            if (!result.batches().hasRemaining()) {
                throw new IllegalStateException("read at " + next + ": " + result);
            }
            sum += result.batches().remaining();
            next = result.nextOffset() == log.logEndOffset() ? 0 : result.nextOffset();
        }
        return sum;
    }
}
