package io.gatehouse.certs.command;

import io.gatehouse.certs.AuthorityRequest;
import io.gatehouse.certs.KeyType;
import io.gatehouse.certs.NameLimits;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a new authority is like, but for its name and its time. */
final class AuthorityTraits {
    @Option(names = "--organization", paramLabel = "O", defaultValue = "", description = "Organization, if any.")
    private String organization = "";

    @Option(names = "--key-type", defaultValue = "EC", description = "EC, RSA or ED25519 (default: ${DEFAULT-VALUE}).")
    private KeyType keyType = KeyType.EC;

    @Option(
            names = "--permit",
            split = ",",
            paramLabel = "NAME",
            description = "Domain or range of addresses that it may vouch for (a name constraint); default: all.")
    private List<String> permitted = List.of();

    AuthorityRequest request(String name, int days) {
        return new AuthorityRequest(
                name,
                organization,
                keyType,
                Days.of(days),
                permitted.isEmpty() ? Optional.empty() : Optional.of(NameLimits.parse(permitted)));
    }
}
