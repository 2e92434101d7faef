package io.gatehouse.broker.log;

import io.gatehouse.broker.model.TopicId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code partition.metadata}: which topic a directory belongs to, over re-creations of its name (COMPAT A7.8). */
final class PartitionMetadata {
    static final String FILE = "partition.metadata";

    private static final String VERSION = "version: 0";
    private static final String TOPIC_ID = "topic_id: ";

    private PartitionMetadata() {}

    static void write(Path directory, TopicId id) throws IOException {
        DurableFile.replace(directory.resolve(FILE), (VERSION + "\n" + TOPIC_ID + id).getBytes(StandardCharsets.UTF_8));
    }

    /** Empty when there is no file, as before topics had ids. */
    static Optional<TopicId> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (lines.size() != 2 || !lines.get(0).equals(VERSION) || !lines.get(1).startsWith(TOPIC_ID)) {
            throw new IOException(file + " is malformed (expected: \"" + VERSION + "\" and \"" + TOPIC_ID + "...\")");
        }
        TopicId id = parse(file, lines.get(1).substring(TOPIC_ID.length()).trim());
        if (id.equals(TopicId.ZERO)) {
            throw new IOException(file + " holds the zero topic id (expected: the topic's own)");
        }
        return Optional.of(id);
    }

    private static TopicId parse(Path file, String text) throws IOException {
        try {
            return TopicId.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new IOException(file + " holds no topic id (expected: 22 characters of base64)", malformed);
        }
    }
}
