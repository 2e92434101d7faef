package io.gatehouse.broker.tool.diagnose;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** One log to read. Whether it is packed is seen by its first bytes, whatever its name is. */
record LogSource(String name, Opening opening) {
    /** As the scripts name them, and what rolls them away: kafka-server.out, .out.1, .log.2026-11-21, .log.3.gz. */
    private static final Pattern LOG = Pattern.compile(".+\\.(out|log)([.-][0-9A-Za-z.-]+)?");

    private static final int GZIP = 0x8b1f;

    interface Opening {
        InputStream open() throws IOException;
    }

    static LogSource of(String name, Opening opening) {
        return new LogSource(name, opening);
    }

    static LogSource of(Path file) {
        return of(file.toString(), () -> Files.newInputStream(file));
    }

    /** The logs of a folder, the oldest first; none where there is no such folder. */
    static List<LogSource> ofFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> LOG.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(LogSource::changed).thenComparing(Comparator.naturalOrder()))
                    .map(LogSource::of)
                    .toList();
        } catch (IOException e) {
            throw new WrongArguments("the folder " + folder + " cannot be listed: " + e + " (expected: --log FILE)");
        }
    }

    private static FileTime changed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // It was rolled away just now; opening it will tell.
        }
    }

    BufferedReader open() throws IOException {
        InputStream bytes = new BufferedInputStream(opening.open());
        try {
            bytes.mark(Short.BYTES);
            int magic = bytes.read() | bytes.read() << Byte.SIZE;
            bytes.reset();
            InputStream plain = magic == GZIP ? new GZIPInputStream(bytes) : bytes;
            return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }
}
