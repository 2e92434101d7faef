package io.gatehouse.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A private key and the certificates that vouch for it, leaf first. */
record KeyEntry(PrivateKey key, List<X509Certificate> chain) {
    private static final int PSS_SALT_BYTES = 32;

    KeyEntry {
        chain = List.copyOf(chain);
    }

    X509Certificate leaf() {
        return chain.get(0);
    }

    /** When the first certificate of the chain expires. */
    Instant end() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** Why nobody could be convinced with this, if so. */
    Optional<String> foreignKey() {
        return fits()
                ? Optional.empty()
                : Optional.of("the private key is not the one of the certificate "
                        + leaf().getSubjectX500Principal().getName() + " (expected: both of one pair)");
    }

    /** Where the chain is none, if so: some peers sort what they get, some give up. */
    Optional<String> brokenChain() {
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!signed(chain.get(i), chain.get(i + 1))) {
                return Optional.of("certificate " + (i + 1) + " of the chain, "
                        + chain.get(i).getSubjectX500Principal().getName() + ", is not signed by the next one, "
                        + chain.get(i + 1).getSubjectX500Principal().getName()
                        + " (expected: leaf first, each signed by the next)");
            }
        }
        return Optional.empty();
    }

    private boolean fits() {
        try {
            Signature signing = signing();
            signing.initSign(key);
            byte[] signed = signing.sign();
            signing.initVerify(leaf().getPublicKey());
            return signing.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // A key of another kind.
        }
    }

    private Signature signing() throws GeneralSecurityException {
        String algorithm = key.getAlgorithm();
        return switch (algorithm) {
            case "EC" -> Signature.getInstance("SHA256withECDSA");
            case "RSA", "DSA" -> Signature.getInstance("SHA256with" + algorithm);
            case "RSASSA-PSS" -> {
                Signature probabilistic = Signature.getInstance(algorithm);
                probabilistic.setParameter(
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSS_SALT_BYTES, 1));
                yield probabilistic;
            }
            default -> Signature.getInstance(algorithm);
        };
    }

    private static boolean signed(X509Certificate certificate, X509Certificate by) {
        try {
            certificate.verify(by.getPublicKey());
            return certificate.getIssuerX500Principal().equals(by.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
