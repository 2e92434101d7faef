package io.gatehouse.broker.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The file that whoever starts this process names with {@code -Djava.security.auth.login.config} (CONFORMANCE JAA-01). We
 * read it; the JVM's JAAS, which loads the classes that such a file names, never sees it. What nobody reads in it is warned
 * of, so that nobody believes that it works.
 *
 * @param name as the process was told; empty where it was told of no file
 */
record LoginFile(String name, Map<String, List<JaasText>> sections) {
    static final String PROPERTY = "java.security.auth.login.config";

    /** More passwords than a hand has ever written into such a file. */
    private static final int BYTES_MAX = 1 << 20;

    static final LoginFile NONE = new LoginFile("", Map.of());

    static LoginFile ofThisProcess(Values values) {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .filter(named -> !named.isBlank())
                .map(named -> read(named, values))
                .orElse(NONE);
    }

    private static LoginFile read(String named, Values values) {
        Optional<Path> file = path(named).filter(SecretFile::readable);
        if (file.isEmpty()) {
            mistake(values, named, "a readable file");
            return new LoginFile(named, Map.of());
        }
        if (SecretFile.open(file.get()) && !values.get(OwnKeys.ALLOW_WORLD_READABLE_SECRETS)) {
            mistake(
                    values,
                    named,
                    "a file that only its owner may read (chmod 600), or " + OwnKeys.ALLOW_WORLD_READABLE_SECRETS.name()
                            + "=true");
        }
        try {
            return new LoginFile(named, JaasText.sections(text(file.get())));
        } catch (IOException | IllegalArgumentException e) {
            mistake(values, named, "sections of login modules: " + e.getMessage());
            return new LoginFile(named, Map.of());
        }
    }

    /** As the JVM takes it: a path or a file's URL, after a second equals sign or not. */
    private static Optional<Path> path(String named) {
        String text = named.startsWith("=") ? named.substring(1) : named;
        try {
            return Optional.of(text.startsWith("file:") ? Path.of(new URI(text)) : Path.of(text));
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return Optional.empty();
        }
    }

    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        }
        if (bytes.length > BYTES_MAX) {
            throw new IllegalArgumentException("at most " + BYTES_MAX + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("text in UTF-8", e);
        }
    }

    private static void mistake(Values values, String named, String expected) {
        values.findings().mistake(PROPERTY, named, expected);
    }

    /** @param read the names of those that somebody reads */
    void warnOfOthers(Set<String> read, Findings findings) {
        Set<String> others = new TreeSet<>(sections.keySet());
        others.removeAll(read);
        others.forEach(other -> findings.warn("section " + other + " of " + name + " has no effect on this broker"));
    }

    Optional<List<JaasText>> section(String section) {
        return Optional.ofNullable(sections.get(section));
    }

    @Override
    public String toString() {
        return name + " with sections " + sections.keySet();
    }
}
