package io.gatehouse.certs.folder;

import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.CrlPeriod;
import io.gatehouse.certs.NewFiles;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.Revocation;
import io.gatehouse.certs.StorePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An authority's folder: which file is what, and how they are read. */
public final class AuthorityFolder {
    /** The authority's certificate and those above it; in a root's folder one. */
    public static final String CERTIFICATE = "ca.crt";

    public static final String KEY = "ca.key";
    public static final String PASSWORD = "ca.password";
    /** The roots that peers shall trust: one, and two while a rotation overlaps. */
    public static final String BUNDLE = "ca-bundle.crt";

    public static final String REVOCATION_LIST = "ca.crl";
    /** What leaves bring beside their chain while a rotation overlaps. */
    static final String CROSS = "cross.crt";

    private final Path folder;
    private final Optional<Path> passwordFile;
    private final SecureRandom random;

    /** @param passwordFile opens the key; without it {@code ca.password} in the folder does, where there is one */
    public AuthorityFolder(Path folder, Optional<Path> passwordFile, SecureRandom random) {
        this.folder = folder;
        this.passwordFile = passwordFile;
        this.random = random;
        FolderUpdate.recover(folder);
    }

    public Path folder() {
        return folder;
    }

    public Register register() {
        return new Register(folder);
    }

    /** With its key: this takes as long as the key's encryption is strong. */
    public CertificateAuthority authority() {
        List<X509Certificate> chain = chain();
        return CertificateAuthority.of(key(KEY), chain, random).withCross(certificatesIfThere(CROSS));
    }

    public List<X509Certificate> chain() {
        return certificates(CERTIFICATE);
    }

    /** Whether the folder is a root's. */
    public boolean root() {
        return chain().size() == 1;
    }

    /** The roots that a peer of this authority's leaves trusts. */
    public List<X509Certificate> anchors() {
        List<X509Certificate> bundle = certificatesIfThere(BUNDLE);
        List<X509Certificate> chain = chain();
        return bundle.isEmpty() ? List.of(chain.get(chain.size() - 1)) : bundle;
    }

    /** Certificates that leaves of an authority below a rotating root must bring, until that rotation ends. */
    public void keepCross(List<X509Certificate> cross, FolderUpdate update) {
        if (cross.isEmpty()) {
            update.delete(CROSS);
        } else {
            update.open(CROSS, Pem.certificates(cross));
        }
    }

    public Optional<char[]> password() {
        Path beside = folder.resolve(PASSWORD);
        return passwordFile
                .or(() -> Files.exists(beside) ? Optional.of(beside) : Optional.empty())
                .map(StorePassword::read);
    }

    PrivateKey key(String name) {
        Path file = folder.resolve(name);
        byte[] bytes = NewFiles.read(file);
        requirePrivate(file);
        return Pem.readKey(bytes, password(), file.toString());
    }

    List<X509Certificate> certificates(String name) {
        Path file = folder.resolve(name);
        return Pem.readCertificates(NewFiles.read(file), file.toString());
    }

    List<X509Certificate> certificatesIfThere(String name) {
        return Files.exists(folder.resolve(name)) ? certificates(name) : List.of();
    }

    /**
     * Writes {@code ca.crl} anew. A path during an overlap has two signers above the leaf, so there are two lists then, in
     * one file.
     */
    public void publish(
            CrlPeriod period, Collection<Revocation> revoked, CertificateAuthority authority, FolderUpdate update) {
        List<X509CRL> lists = new ArrayList<>();
        for (CertificateAuthority signer : signers(authority)) {
            lists.add(signer.revocationList(register().revokedOf(signer.certificate(), revoked), period));
        }
        update.open(REVOCATION_LIST, Pem.revocationLists(lists));
    }

    private List<CertificateAuthority> signers(CertificateAuthority authority) {
        List<CertificateAuthority> signers = new ArrayList<>(List.of(authority));
        Rotation.of(this).ifPresent(rotation -> signers.add(rotation.oldAuthority(random)));
        return signers;
    }

    /** A key that others can read is a key that others have. */
    private static void requirePrivate(Path file) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (mode.stream().anyMatch(one -> !one.name().startsWith("OWNER_"))) {
                throw new CertsException(file + " has mode " + PosixFilePermissions.toString(mode)
                        + " (expected: rw-------; chmod 600 it, and think about who has read it)");
            }
        } catch (UnsupportedOperationException e) {
            // This file system knows no such modes.
        } catch (IOException e) {
            throw new CertsException(file + ": " + e.getMessage(), e);
        }
    }
}
