package io.gatehouse.broker.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A file that everybody may read must not have a password in it; a placeholder is none. */
final class PasswordsInFile {
    private PasswordsInFile() {}

    static void check(Path file, Map<String, String> text, Findings findings) {
        boolean allowed = Boolean.parseBoolean(text.get(OwnKeys.ALLOW_WORLD_READABLE_SECRETS.name()));
        if (allowed || !SecretFile.open(file)) {
            return;
        }
        Optional<String> first = text.entrySet().stream()
                .filter(line -> secret(line.getKey()) && !line.getValue().startsWith("${"))
                .map(Map.Entry::getKey)
                .findFirst();
        first.ifPresent(key -> findings.mistake(
                key,
                "[hidden]",
                "a placeholder such as ${file:PATH:KEY}, since everybody may read " + file + "; or chmod 600, or "
                        + OwnKeys.ALLOW_WORLD_READABLE_SECRETS.name() + "=true"));
    }

    private static boolean secret(String name) {
        return KeyTable.use(name).filter(use -> use.key().secret()).isPresent();
    }
}
