package io.gatehouse.certs.command;

import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.CrlPeriod;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.folder.AuthorityFolder;
import io.gatehouse.certs.folder.FolderLock;
import io.gatehouse.certs.folder.FolderUpdate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "publish-crl",
        mixinStandardHelpOptions = true,
        description = "Writes the revocation list (ca.crl) anew: run it before the last one's time is over.",
        footer = {"", "Example:", "  certs.sh publish-crl --ca ca --days 7 --out /etc/kafka/ca.crl"})
final class PublishCrl implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AuthorityOptions authority = new AuthorityOptions();

    @Option(
            names = "--days",
            defaultValue = "7",
            description = "Days until the next list must be there (default: ${DEFAULT-VALUE}).")
    private int days;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write it here; an older list is replaced.")
    private Optional<Path> copy = Optional.empty();

    @Option(names = "--force", description = "Replace FILE even when it is something else than a revocation list.")
    private boolean force;

    PublishCrl(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        copy.ifPresent(this::requireReplaceable);
        return FolderLock.during(authority.path(), this::publish);
    }

    private int publish() {
        Instant now = surroundings.now().truncatedTo(ChronoUnit.SECONDS);
        AuthorityFolder folder = authority.open(surroundings.random());
        FolderUpdate update = new FolderUpdate(folder.folder());
        CrlPeriod period = new CrlPeriod(folder.register().nextListNumber(update), now, Days.of(days));
        folder.publish(period, folder.register().revocations().values(), folder.authority(), update);
        update.commit();
        Path list = folder.folder().resolve(AuthorityFolder.REVOCATION_LIST);
        tell(list, period);
        copy.ifPresent(target -> {
            Path whole = target.toAbsolutePath();
            new FolderUpdate(whole.resolveSibling(""))
                    .open(whole.getFileName().toString(), NewFiles.read(list))
                    .commit();
            tell(target, period);
        });
        return 0;
    }

    private void tell(Path file, CrlPeriod period) {
        surroundings
                .out()
                .println("wrote " + file + "  (list " + period.number() + ", good until " + period.nextUpdate() + ")");
    }

    private void requireReplaceable(Path target) {
        if (!force
                && Files.exists(target)
                && !new String(NewFiles.read(target), StandardCharsets.US_ASCII)
                        .startsWith("-----BEGIN X509 CRL-----")) {
            throw new CertsException(
                    target + " exists already and is no revocation list (expected: a new name, or --force)");
        }
    }
}
