package io.gatehouse.broker.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values in the place of <code>${file:path:key}</code>, <code>${directory:path:file}</code> and
 * <code>${env:NAME}</code> (KIP-297). Only ever used on settings that the operator gives at start, never on anything from
 * the wire (attack 289).
 */
final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-zA-Z0-9_-]+):([^}]*)}");
    private static final String EXPECTED = "${file:PATH:KEY}, ${directory:PATH:FILE} or ${env:NAME}";

    private final Map<String, String> environment;
    private final Findings findings;
    private final boolean worldReadable;
    private final Map<String, Map<String, String>> files = new HashMap<>();

    /** @param worldReadable whether files that everybody may read are allowed */
    Placeholders(Map<String, String> environment, Findings findings, boolean worldReadable) {
        this.environment = environment;
        this.findings = findings;
        this.worldReadable = worldReadable;
    }

    String resolve(String key, String value) {
        Matcher matcher = PLACEHOLDER.matcher(value);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String found = switch (matcher.group(1)) {
                case "file" -> fromProperties(key, matcher.group(), matcher.group(2));
                case "directory" -> wholeFile(key, matcher.group(), matcher.group(2));
                case "env" -> fromEnvironment(key, matcher.group(), matcher.group(2));
                default -> {
                    findings.mistake(key, matcher.group(), EXPECTED);
                    yield "";
                }
            };
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(found));
        }
        return matcher.appendTail(resolved).toString();
    }

    private String fromEnvironment(String key, String placeholder, String name) {
        String value = environment.get(name);
        if (value == null) {
            findings.mistake(key, placeholder, "an environment variable that is set");
            return "";
        }
        return value;
    }

    private String fromProperties(String key, String placeholder, String pathAndKey) {
        int colon = pathAndKey.lastIndexOf(':');
        Optional<Path> file = colon < 1 ? Optional.empty() : path(pathAndKey.substring(0, colon));
        if (!usable(key, placeholder, file)) {
            return "";
        }
        Map<String, String> lines = files.computeIfAbsent(
                file.orElseThrow().toString(), name -> PropertiesFile.read(Path.of(name), findings));
        String value = lines.get(pathAndKey.substring(colon + 1));
        if (value == null) {
            findings.mistake(key, placeholder, "a key that stands in that file");
            return "";
        }
        return value;
    }

    /** The text of the file, without the line end that editors put there. */
    private String wholeFile(String key, String placeholder, String folderAndName) {
        int colon = folderAndName.lastIndexOf(':');
        Optional<Path> folder = colon < 1 ? Optional.empty() : path(folderAndName.substring(0, colon));
        Optional<Path> file =
                folder.flatMap(path -> path(folderAndName.substring(colon + 1)).map(path::resolve));
        if (!usable(key, placeholder, file)) {
            return "";
        }
        try {
            return Files.readString(file.orElseThrow()).replaceFirst("\\R$", "");
        } catch (IOException e) {
            findings.mistake(key, placeholder, "a readable file of UTF-8 text");
            return "";
        }
    }

    private boolean usable(String key, String placeholder, Optional<Path> file) {
        if (file.isEmpty()) {
            findings.mistake(key, placeholder, EXPECTED);
            return false;
        }
        if (!SecretFile.readable(file.get())) {
            findings.mistake(key, placeholder, "a readable file");
            return false;
        }
        if (SecretFile.open(file.get()) && !worldReadable) {
            findings.mistake(
                    key,
                    placeholder,
                    "a file that only its owner may read (chmod 600), or " + OwnKeys.ALLOW_WORLD_READABLE_SECRETS.name()
                            + "=true");
        }
        return true;
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
