package io.gatehouse.broker.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorsTest {
    @TempDir
    private Path folder;

    @Test
    void theSoftLimitIsRead() throws IOException {
        Path file = folder.resolve("limits");
        Files.writeString(file, """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             95000                95000                processes
                Max open files            1024                 524288               files
                """);

        assertThat(Descriptors.limit(file)).hasValue(1024);
    }

    @Test
    void withoutALimitOrWithoutTheFileNothingIsLimited() throws IOException {
        Path file = folder.resolve("limits");
        Files.writeString(file, "Max open files            unlimited            unlimited            files\n");

        assertThat(Descriptors.limit(file)).isEmpty();
        assertThat(Descriptors.limit(folder.resolve("none"))).isEmpty();
    }
}
