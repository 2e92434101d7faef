package io.gatehouse.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the scripts start a server's JVM with. */
final class JvmOptionsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "'', UseParallelGC",
        "-Xmx512m, UseParallelGC",
        "-Xms1g -Xmx2G, UseParallelGC",
        "-Xmx1073741824, UseParallelGC",
        "-Xmx2049m, UseG1GC",
        "-Xmx1g -Xmx6g, UseG1GC",
        "-XX:MaxRAMPercentage=50, UseG1GC",
    })
    void aSmallHeapHasTheCheapCollectorAndAnyOtherTheOneThatBoundsItsPauses(String heap, String collector) {
        assertThat(options("unset KAFKA_JVM_PERFORMANCE_OPTS\nKAFKA_HEAP_OPTS='" + heap + "'"))
                .contains("-XX:+" + collector);
    }

    @ParameterizedTest
    @CsvSource({"-XX:+UseSerialGC", "-XX:+UseG1GC"})
    void theOperatorsCollectorIsTheOnlyOne(String own) {
        assertThat(options("KAFKA_JVM_PERFORMANCE_OPTS='" + own + "'").lines())
                .filteredOn(option -> option.matches("-XX:\\+Use.*GC"))
                .containsExactly(own);
    }

    private String options(String environment) {
        try (Shell shell = new Shell(folder)) {
            Shell.Outcome made = shell.run(
                    environment
                            + "\n. bin/gatehouse-run.sh\nuse_heap -Xmx1g\nuse_broker_jvm\nprintf '%s\\n' \"${jvm_options[@]}\"");
            assertThat(made.exitCode()).as(made.output()).isZero();
            return made.output();
        }
    }
}
