package io.gatehouse.broker.tool.policy;

import io.gatehouse.broker.tool.ToolRefusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where a password is, for it may not stand in a file that people keep, compare and show to one another (PEERS F4): {@code
 * file:PATH}, whose first line it is, or {@code env:NAME}, a variable of the command's environment.
 *
 * @param reference as the policy has it
 */
public record PasswordSource(String reference) {
    private static final String FILE = "file:";
    private static final String ENVIRONMENT = "env:";

    /** Empty if it is neither; it may be a password then, so the caller must not show it. */
    static Optional<PasswordSource> of(String reference) {
        boolean known = !reference.equals(FILE)
                && !reference.equals(ENVIRONMENT)
                && (reference.startsWith(FILE) || reference.startsWith(ENVIRONMENT));
        return known ? Optional.of(new PasswordSource(reference)) : Optional.empty();
    }

    /**
     * The password.
     *
     * @param environment a variable's value, or null
     * @throws ToolRefusal if there is none
     */
    public String read(UnaryOperator<String> environment) {
        String password = reference.startsWith(FILE)
                ? inFile(reference.substring(FILE.length()))
                : Optional.ofNullable(environment.apply(reference.substring(ENVIRONMENT.length())))
                        .orElse("");
        if (password.isEmpty()) {
            throw new ToolRefusal(reference + " has no password (expected: one on the first line, or in the variable)");
        }
        return password;
    }

    private String inFile(String path) {
        try (BufferedReader reader = Files.newBufferedReader(Path.of(path), StandardCharsets.UTF_8)) {
            return Optional.ofNullable(reader.readLine()).orElse("");
        } catch (IOException | IllegalArgumentException e) {
            throw new ToolRefusal(reference + " cannot be read: " + e);
        }
    }
}
