package io.gatehouse.certs.command;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.CrlPeriod;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.Printable;
import io.gatehouse.certs.Revocation;
import io.gatehouse.certs.RevocationReason;
import io.gatehouse.certs.folder.AuthorityFolder;
import io.gatehouse.certs.folder.FolderLock;
import io.gatehouse.certs.folder.FolderUpdate;
import io.gatehouse.certs.folder.Register;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Revokes a certificate for good, and writes the revocation list (ca.crl) anew.",
        footer = {"", "Example:", "  certs.sh revoke --ca ca --cert certs/payments.crt --reason keyCompromise"})
final class Revoke implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AuthorityOptions authority = new AuthorityOptions();

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    @Option(
            names = "--reason",
            defaultValue = "unspecified",
            description = "unspecified, keyCompromise, cACompromise, affiliationChanged, superseded,"
                    + " cessationOfOperation or privilegeWithdrawn (default: ${DEFAULT-VALUE}).")
    private String reason = "";

    @Option(
            names = "--days",
            defaultValue = "7",
            description = "Days until the next list must be there (default: ${DEFAULT-VALUE}).")
    private int days;

    /** One of the ways to say which. */
    static final class Which {
        @Option(names = "--cert", required = true, paramLabel = "FILE", description = "The certificate, as PEM.")
        private Optional<Path> file = Optional.empty();

        @Option(names = "--serial", required = true, paramLabel = "HEX", description = "Its serial number, see list.")
        private Optional<String> serial = Optional.empty();

        @Option(
                names = "--name",
                required = true,
                paramLabel = "CN",
                description = "Its common name, if only one living certificate has it.")
        private Optional<String> name = Optional.empty();
    }

    Revoke(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        RevocationReason why = RevocationReason.parse(reason);
        return FolderLock.during(authority.path(), () -> revoke(why));
    }

    private int revoke(RevocationReason why) {
        Instant now = surroundings.now().truncatedTo(ChronoUnit.SECONDS);
        AuthorityFolder folder = authority.open(surroundings.random());
        FolderUpdate update = new FolderUpdate(folder.folder());
        X509Certificate certificate = certificate(folder, now);
        CertificateAuthority signer = folder.authority();
        Revocation revocation = new Revocation(certificate.getSerialNumber(), now, why);
        Collection<Revocation> revoked = folder.register().revoke(revocation, update);
        CrlPeriod period = new CrlPeriod(folder.register().nextListNumber(update), now, Days.of(days));
        if (folder.register().find(certificate.getSerialNumber()).isEmpty()) {
            register(folder, certificate);
        }
        folder.publish(period, revoked, signer, update);
        update.commit();
        surroundings
                .out()
                .println("revoked " + CertificateReport.of(certificate, now).subject() + ", serial "
                        + certificate.getSerialNumber().toString(16) + " (" + why.text() + ")");
        surroundings
                .out()
                .println("wrote " + folder.folder().resolve(AuthorityFolder.REVOCATION_LIST) + "  (list "
                        + period.number() + ": copy it to every broker before " + period.nextUpdate() + ")");
        return 0;
    }

    private void register(AuthorityFolder folder, X509Certificate certificate) {
        new Issuing(surroundings).register(folder, certificate);
    }

    private X509Certificate certificate(AuthorityFolder folder, Instant now) {
        Register register = folder.register();
        X509Certificate found = which.file
                .map(file -> fromFile(folder, file))
                .or(() -> which.serial.map(text -> fromRegister(register, serial(text))))
                .orElseGet(() -> only(register, which.name.orElse(""), now));
        register.find(found.getSerialNumber())
                .flatMap(Register.Entry::revocation)
                .ifPresent(before -> {
                    throw new CertsException("serial " + before.serial().toString(16) + " was revoked at " + before.at()
                            + " (" + before.reason().text() + ") already");
                });
        return found;
    }

    private static X509Certificate fromFile(AuthorityFolder folder, Path file) {
        X509Certificate certificate =
                Pem.readCertificates(NewFiles.read(file), file.toString()).get(0);
        if (folder.register().find(certificate.getSerialNumber()).isPresent()) {
            return certificate;
        }
        try {
            certificate.verify(folder.chain().get(0).getPublicKey());
            return certificate;
        } catch (GeneralSecurityException e) {
            throw new CertsException(file + " was not issued by "
                    + folder.chain().get(0).getSubjectX500Principal().getName()
                    + " (expected: a certificate of this authority)");
        }
    }

    private static BigInteger serial(String text) {
        try {
            return new BigInteger(text.replace(":", ""), 16);
        } catch (NumberFormatException e) {
            throw new CertsException(
                    "serial = \"" + Printable.of(text) + "\" (expected: hexadecimal digits, see list)");
        }
    }

    private static X509Certificate fromRegister(Register register, BigInteger serial) {
        return register.find(serial)
                .map(Register.Entry::certificate)
                .orElseThrow(() -> new CertsException("no certificate with the serial " + serial.toString(16)
                        + " is in the register (expected: one of those that list shows)"));
    }

    private static X509Certificate only(Register register, String name, Instant now) {
        List<X509Certificate> found = register.entries().stream()
                .filter(entry -> entry.living(now))
                .map(Register.Entry::certificate)
                .filter(one -> CommonName.of(one).equals(Optional.of(name)))
                .toList();
        if (found.size() != 1) {
            throw new CertsException(found.size() + " living certificates have the common name \"" + Printable.of(name)
                    + "\" (expected: one; say which by --serial, see list)");
        }
        return found.get(0);
    }
}
