package io.gatehouse.certs.folder;

import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.Revocation;
import io.gatehouse.certs.RevocationReason;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an authority has issued, and what of it is revoked: a file for each certificate, named by its serial number, one
 * file with the revocations ({@code serial instant reason} in each line), and the number of the last revocation list.
 * Changes are handed to a {@link FolderUpdate}.
 */
public final class Register {
    private static final String ISSUED = "register/issued/";
    private static final String REVOKED = "register/revoked";
    private static final String LIST_NUMBER = "register/crl-number";
    private static final String SUFFIX = ".crt";

    private final Path folder;

    Register(Path folder) {
        this.folder = folder;
    }

    /** One certificate that was issued, and whether it still counts. */
    public record Entry(X509Certificate certificate, Optional<Revocation> revocation) {
        public boolean living(Instant now) {
            return revocation.isEmpty()
                    && now.isBefore(certificate.getNotAfter().toInstant());
        }
    }

    public void add(X509Certificate certificate, FolderUpdate update) {
        update.secret(ISSUED + name(certificate.getSerialNumber()) + SUFFIX, Pem.certificates(List.of(certificate)));
    }

    /** All revocations, with the new one. */
    public Collection<Revocation> revoke(Revocation revocation, FolderUpdate update) {
        Map<BigInteger, Revocation> all = revocations();
        all.put(revocation.serial(), revocation);
        StringBuilder text = new StringBuilder();
        all.values()
                .forEach(one -> text.append(name(one.serial()))
                        .append(' ')
                        .append(one.at())
                        .append(' ')
                        .append(one.reason().text())
                        .append('\n'));
        update.secret(REVOKED, text.toString().getBytes(StandardCharsets.US_ASCII));
        return all.values();
    }

    /** Oldest first. */
    public List<Entry> entries() {
        Path issued = folder.resolve(ISSUED);
        if (!Files.isDirectory(issued)) {
            return List.of();
        }
        Map<BigInteger, Revocation> revoked = revocations();
        try (Stream<Path> files = Files.list(issued)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .map(Register::certificate)
                    .map(certificate ->
                            new Entry(certificate, Optional.ofNullable(revoked.get(certificate.getSerialNumber()))))
                    .sorted(Comparator.comparing(
                                    (Entry entry) -> entry.certificate().getNotBefore())
                            .thenComparing(entry -> entry.certificate().getSerialNumber()))
                    .toList();
        } catch (IOException e) {
            throw new CertsException("the register " + issued + " cannot be read: " + e.getMessage(), e);
        }
    }

    public Optional<Entry> find(BigInteger serial) {
        Path file = folder.resolve(ISSUED + name(serial) + SUFFIX);
        return Files.exists(file)
                ? Optional.of(new Entry(
                        certificate(file), Optional.ofNullable(revocations().get(serial))))
                : Optional.empty();
    }

    /** Those of one issuer only, as one revocation list can hold. */
    public List<Revocation> revokedOf(X509Certificate issuer, Collection<Revocation> all) {
        List<Revocation> found = new ArrayList<>();
        for (Revocation one : all) {
            if (certificate(folder.resolve(ISSUED + name(one.serial()) + SUFFIX))
                    .getIssuerX500Principal()
                    .equals(issuer.getSubjectX500Principal())) {
                found.add(one);
            }
        }
        return found;
    }

    public Map<BigInteger, Revocation> revocations() {
        Map<BigInteger, Revocation> revocations = new LinkedHashMap<>();
        Path file = folder.resolve(REVOKED);
        if (Files.exists(file)) {
            for (String line : lines(file)) {
                Revocation one = revocation(line, file);
                revocations.put(one.serial(), one);
            }
        }
        return revocations;
    }

    private static Revocation revocation(String line, Path file) {
        String[] parts = line.split(" ", -1);
        try {
            return new Revocation(
                    new BigInteger(parts[0], 16), Instant.parse(parts[1]), RevocationReason.parse(parts[2]));
        } catch (DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new CertsException(
                    file + " has a line that cannot be read (expected: serial, instant, reason); without"
                            + " it a revoked certificate would be forgotten, so restore the file from a copy");
        }
    }

    /** The number of the list that is made next. */
    public BigInteger nextListNumber(FolderUpdate update) {
        Path file = folder.resolve(LIST_NUMBER);
        BigInteger next = Files.exists(file) ? listNumber(file).add(BigInteger.ONE) : BigInteger.ONE;
        update.secret(LIST_NUMBER, (next + "\n").getBytes(StandardCharsets.US_ASCII));
        return next;
    }

    private static BigInteger listNumber(Path file) {
        try {
            return new BigInteger(lines(file).get(0));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new CertsException(
                    file + " cannot be read (expected: the number of the last revocation list; see inspect ca.crl)");
        }
    }

    private static List<String> lines(Path file) {
        return new String(NewFiles.read(file), StandardCharsets.US_ASCII)
                .lines()
                .toList();
    }

    private static X509Certificate certificate(Path file) {
        return Pem.readCertificates(NewFiles.read(file), file.toString()).get(0);
    }

    private static String name(BigInteger serial) {
        return serial.toString(16);
    }
}
