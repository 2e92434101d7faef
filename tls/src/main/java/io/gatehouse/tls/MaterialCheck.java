package io.gatehouse.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What keys and trust must be like to take the place of others while connections come in (CONFORMANCE TLS-56, attack 51). */
final class MaterialCheck {
    private final ReloadRules rules;
    private final TlsMaterial before;
    private final TlsMaterial next;
    private final Instant now;
    private final List<String> mistakes = new ArrayList<>();

    private MaterialCheck(ReloadRules rules, TlsMaterial before, TlsMaterial next, Instant now) {
        this.rules = rules;
        this.before = before;
        this.next = next;
        this.now = now;
    }

    /** Every reason against it; empty when {@code next} is good. */
    static List<String> mistakes(ReloadRules rules, TlsMaterial before, TlsMaterial next, Instant now) {
        MaterialCheck check = new MaterialCheck(rules, before, next, now);
        check.entries();
        check.anchors();
        next.revocation().ifPresent(lists -> check.mistakes.addAll(lists.mistakes(before.revocation(), now)));
        if (check.mistakes.isEmpty() && rules.betweenBrokers()) {
            check.peers();
        }
        return check.mistakes;
    }

    private void entries() {
        if (before.keys().size() != next.keys().size()) {
            mistakes.add("the key store holds " + next.keys().size() + " private keys (expected: "
                    + before.keys().size() + ", as before)");
            return;
        }
        mistakes.addAll(next.outOfDate(now));
        for (int i = 0; i < next.keys().size(); i++) {
            KeyEntry old = before.keys().get(i);
            KeyEntry entry = next.keys().get(i);
            if (old.brokenChain().isEmpty()) { // Otherwise peers have lived with it so far.
                entry.brokenChain().ifPresent(mistakes::add);
            }
            names(old.leaf(), entry.leaf());
        }
    }

    /** Whom we believe may change; that we ask at all may not, in either direction. */
    private void anchors() {
        if (before.hasAnchors() != next.hasAnchors()) {
            mistakes.add(
                    before.hasAnchors()
                            ? "the trust store is gone (expected: one, as before; without one every public authority is"
                                    + " believed)"
                            : "there is a trust store (expected: none, as before; a restart can add one)");
        }
    }

    private void names(X509Certificate old, X509Certificate leaf) {
        if (!rules.otherSubjectAllowed() && !old.getSubjectX500Principal().equals(leaf.getSubjectX500Principal())) {
            mistakes.add(
                    "the certificate is for " + leaf.getSubjectX500Principal().getName() + " (expected: "
                            + old.getSubjectX500Principal().getName()
                            + ", as before; ssl.allow.dn.changes=true allows another)");
        }
        Set<String> missing = new HashSet<>(alternativeNames(old));
        missing.removeAll(alternativeNames(leaf));
        if (!rules.fewerNamesAllowed() && !missing.isEmpty()) {
            mistakes.add("the certificate has lost the names "
                    + String.join(", ", missing.stream().sorted().toList())
                    + " (expected: at least those of the one in use; ssl.allow.san.changes=true allows fewer)");
        }
    }

    private static Set<String> alternativeNames(X509Certificate certificate) {
        Set<String> names = new HashSet<>();
        try {
            Collection<List<?>> found = certificate.getSubjectAlternativeNames();
            if (found != null) {
                found.forEach(name -> names.add(String.valueOf(name.get(1))));
            }
        } catch (CertificateParsingException e) {
            return names; // It is in use, or it will fail its handshake with ourselves.
        }
        return names;
    }

    /** Other brokers have the old files for a while, or the new ones already: both must believe us and we them. */
    private void peers() {
        refuseIf(next, next);
        if (accepted(before, before).isEmpty()) { // Otherwise there is nobody left who could be lost.
            refuseIf(before, next);
            refuseIf(next, before);
        }
    }

    private void refuseIf(TlsMaterial client, TlsMaterial server) {
        accepted(client, server).ifPresent(mistakes::add);
    }

    private Optional<String> accepted(TlsMaterial client, TlsMaterial server) {
        try {
            TlsSelfTest.run(rules.settings(), client, server);
            return Optional.empty();
        } catch (TlsConfigurationException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
