package io.gatehouse.broker.log;

import java.util.Locale;

/** {@code compression.type}: how batches are stored (COMPAT A5.4.26). */
public enum CompressionChoice {
    /** As the producer sent them. */
    PRODUCER,
    UNCOMPRESSED,
    GZIP,
    SNAPPY,
    LZ4,
    ZSTD;

    static CompressionChoice parse(String text) {
        for (CompressionChoice choice : values()) {
            if (choice.text().equals(text)) {
                return choice;
            }
        }
        throw new IllegalArgumentException("producer, uncompressed, gzip, snappy, lz4 or zstd");
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
