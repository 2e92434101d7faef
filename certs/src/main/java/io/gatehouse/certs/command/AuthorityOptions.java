package io.gatehouse.certs.command;

import io.gatehouse.certs.folder.AuthorityFolder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which authority works. */
final class AuthorityOptions {
    @Option(names = "--ca", required = true, paramLabel = "DIR", description = "The authority's folder.")
    private Path authority = Path.of("");

    @Option(
            names = "--ca-key-password-file",
            paramLabel = "FILE",
            description = "Opens the authority's key; default: ca.password in its folder.")
    private Optional<Path> password = Optional.empty();

    Path path() {
        return authority;
    }

    AuthorityFolder open(SecureRandom random) {
        return new AuthorityFolder(authority, password, random);
    }
}
