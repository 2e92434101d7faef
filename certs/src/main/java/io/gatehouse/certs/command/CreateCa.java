package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateAuthority;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "create-ca",
        mixinStandardHelpOptions = true,
        description =
                "Makes a root authority. Nothing that is there is overwritten: an authority cannot be made twice.",
        footer = {"", "Example:", "  certs.sh create-ca --dir ca --name \"Example Kafka Root\" --organization Example"})
final class CreateCa implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private NewAuthorityOptions options = new NewAuthorityOptions();

    @Option(names = "--days", defaultValue = "3650", description = "Days until it expires (default: ${DEFAULT-VALUE}).")
    private int days;

    CreateCa(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CertificateAuthority authority = CertificateAuthority.create(
                options.request("Gatehouse CA", days), surroundings.now(), surroundings.random());
        Written files = options.files(authority, List.of(authority.certificate()), surroundings.keyEncryption());
        files.update().requireNew("; an authority is never overwritten").commit();
        files.tell(surroundings.out());
        return 0;
    }
}
