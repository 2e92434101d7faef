package io.gatehouse.certs.folder;

import io.gatehouse.certs.AuthorityRequest;
import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertsException;
import io.gatehouse.certs.KeyEncryption;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.StorePassword;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A root that is being replaced. While the two overlap, each has signed the other's key: a leaf of the new root brings
 * {@code cross.crt} and so is trusted by those who know only the old root, and a leaf of the old root is trusted by those
 * who know only the new one when {@code overlap/old-by-new.crt} is added to its chain.
 */
public final class Rotation {
    public static final String OLD_BY_NEW = "overlap/old-by-new.crt";
    private static final String OLD_CERTIFICATE = "overlap/old.crt";
    private static final String OLD_KEY = "overlap/old.key";

    private final AuthorityFolder folder;

    private Rotation(AuthorityFolder folder) {
        this.folder = folder;
    }

    /** The one under way, if any. */
    public static Optional<Rotation> of(AuthorityFolder folder) {
        return Files.exists(folder.folder().resolve(OLD_CERTIFICATE))
                ? Optional.of(new Rotation(folder))
                : Optional.empty();
    }

    /** Makes the new root the one that signs; the old one stays trusted. */
    public static X509Certificate begin(
            AuthorityFolder folder,
            AuthorityRequest request,
            Instant now,
            KeyEncryption encryption,
            FolderUpdate update) {
        if (!folder.root()) {
            throw new CertsException(folder.folder()
                    + " holds an issuing authority (expected: a root's folder; an issuing authority follows its root's"
                    + " rotation by renew-ca)");
        }
        if (of(folder).isPresent()) {
            throw new CertsException(
                    folder.folder() + " is in the middle of a rotation (expected: finish-rotation first)");
        }
        CertificateAuthority old = folder.authority();
        CertificateAuthority next = CertificateAuthority.create(request, now, encryption.random());
        if (old.certificate()
                .getSubjectX500Principal()
                .equals(next.certificate().getSubjectX500Principal())) {
            throw new CertsException("the new root would have the name of the old one, "
                    + old.certificate().getSubjectX500Principal().getName()
                    + " (expected: another name, so that nobody takes one for the other; see --name)");
        }
        X509Certificate newByOld = old.crossSign(next.certificate(), now);
        X509Certificate oldByNew = next.crossSign(old.certificate(), now);
        char[] password = folder.password().orElseGet(() -> StorePassword.random(encryption.random()));
        if (folder.password().isEmpty()) {
            update.secret(AuthorityFolder.PASSWORD, StorePassword.file(password));
        }
        update.secret(OLD_KEY, encryption.pem(old.key(), password))
                .open(OLD_CERTIFICATE, Pem.certificates(List.of(old.certificate())))
                .open(OLD_BY_NEW, Pem.certificates(List.of(oldByNew)))
                .open(AuthorityFolder.CROSS, Pem.certificates(List.of(newByOld)))
                .open(AuthorityFolder.BUNDLE, Pem.certificates(List.of(old.certificate(), next.certificate())))
                .secret(AuthorityFolder.KEY, encryption.pem(next.key(), password))
                .open(AuthorityFolder.CERTIFICATE, Pem.certificates(List.of(next.certificate())));
        Arrays.fill(password, '\0');
        folder.register().add(newByOld, update);
        folder.register().add(oldByNew, update);
        return next.certificate();
    }

    public X509Certificate oldCertificate() {
        return folder.certificates(OLD_CERTIFICATE).get(0);
    }

    CertificateAuthority oldAuthority(SecureRandom random) {
        return CertificateAuthority.of(folder.key(OLD_KEY), List.of(oldCertificate()), random);
    }

    /** Living certificates of the old root to which the new one has issued no successor of the same name. */
    public List<X509Certificate> notYetMoved(Instant now) {
        X509Certificate old = oldCertificate();
        List<X509Certificate> living = folder.register().entries().stream()
                .filter(entry -> entry.living(now))
                .map(Register.Entry::certificate)
                .toList();
        X509Certificate next = folder.chain().get(0);
        return living.stream()
                .filter(one -> one.getIssuerX500Principal().equals(old.getSubjectX500Principal()))
                .filter(one -> !one.getSubjectX500Principal().equals(next.getSubjectX500Principal()))
                .filter(one -> living.stream()
                        .noneMatch(other -> other.getIssuerX500Principal().equals(next.getSubjectX500Principal())
                                && other.getSubjectX500Principal().equals(one.getSubjectX500Principal())))
                .toList();
    }

    /** From now on only the new root is trusted. The old key is deleted: nothing can be signed with it any more. */
    public void finish(FolderUpdate update) {
        X509Certificate old = oldCertificate();
        update.open("retired/" + old.getSerialNumber().toString(16) + ".crt", Pem.certificates(List.of(old)))
                .open(AuthorityFolder.BUNDLE, Pem.certificates(folder.chain()))
                .delete(OLD_KEY)
                .delete(OLD_CERTIFICATE)
                .delete(OLD_BY_NEW)
                .delete(AuthorityFolder.CROSS);
    }

    /** An issuing authority's part: its leaves bring no cross-certificate any more, and only its root is trusted. */
    public static void finishBelow(AuthorityFolder issuing, FolderUpdate update) {
        List<X509Certificate> chain = issuing.chain();
        update.open(AuthorityFolder.BUNDLE, Pem.certificates(List.of(chain.get(chain.size() - 1))))
                .delete(AuthorityFolder.CROSS);
    }
}
