package io.gatehouse.broker.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of a log (CONFORMANCE TPC-01 to TPC-28). */
final class LogConfigTest {
    @Test
    void theDefaultsAreKafkas() {
        LogConfig config = LogConfig.defaults();

        assertThat(config.segmentBytes()).isEqualTo(1 << 30);
        assertThat(config.segmentMillis()).isEqualTo(604_800_000);
        assertThat(config.segmentIndexBytes()).isEqualTo(10_485_760);
        assertThat(config.indexIntervalBytes()).isEqualTo(4_096);
        assertThat(config.flushMessages()).isEqualTo(Long.MAX_VALUE);
        assertThat(config.retentionBytes()).isEqualTo(-1);
        assertThat(config.retentionMillis()).isEqualTo(604_800_000);
        assertThat(config.fileDeleteDelayMillis()).isEqualTo(60_000);
        assertThat(config.delete()).isTrue();
        assertThat(config.compact()).isFalse();
        assertThat(config.maxMessageBytes()).isEqualTo(1_048_588);
        assertThat(config.compression()).isEqualTo(CompressionChoice.PRODUCER);
        assertThat(config.logAppendTime()).isFalse();
        assertThat(config.timestampAfterMaxMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aTopicsValueWinsOverTheBrokers() {
        LogConfig config = LogConfig.of(
                Map.of("log.retention.ms", "5", "log.retention.hours", "3", "log.roll.hours", "2"),
                Map.of("segment.bytes", "99", "cleanup.policy", "compact, delete"));

        assertThat(config.retentionMillis()).isEqualTo(5);
        assertThat(config.segmentMillis()).isEqualTo(7_200_000);
        assertThat(config.segmentBytes()).isEqualTo(99);
        assertThat(config.compact()).isTrue();
        assertThat(config.delete()).isTrue();
    }

    @Test
    void anyNegativeHoursMeanNoLimit() { // CONFORMANCE CVL-03
        assertThat(LogConfig.of(Map.of("log.retention.minutes", "-7"), Map.of()).retentionMillis())
                .isEqualTo(-1);
    }

    @Test
    void theDeprecatedDifferenceFeedsBothLimits() { // COMPAT A5.4.19
        LogConfig config = LogConfig.of(
                Map.of("log.message.timestamp.difference.max.ms", "9"), Map.of("message.timestamp.after.max.ms", "4"));

        assertThat(config.timestampBeforeMaxMillis()).isEqualTo(9);
        assertThat(config.timestampAfterMaxMillis()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "segment.bytes, 13",
        "segment.bytes, 9999999999",
        "segment.ms, 0",
        "retention.ms, -2",
        "retention.ms, soon",
        "cleanup.policy, shred",
        "compression.type, bzip2",
        "compression.gzip.level, 0",
        "compression.lz4.level, 18",
        "compression.zstd.level, 23",
        "message.timestamp.type, Now",
        "file.delete.delay.ms, -1"
    })
    void anIllegalValueIsNamed(String key, String value) {
        assertThatThrownBy(() -> LogConfig.of(Map.of(), Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key + " = " + value + " (expected: ");
    }
}
