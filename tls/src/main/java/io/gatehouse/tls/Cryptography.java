package io.gatehouse.tls;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who does the cryptography, and with which parts of this JVM (CONFORMANCE TLS-38 to TLS-40).
 *
 * @param jvmProvider {@code ssl.provider} where it names one that is registered with the JVM; empty: the JVM's first
 * @param keyManagers {@code ssl.keymanager.algorithm}, the JVM's name of what chooses among keys
 * @param trustManagers {@code ssl.trustmanager.algorithm}, the JVM's name of what judges certificates
 * @param random {@code ssl.secure.random.implementation}, the JVM's name; empty: the JVM's default
 */
public record Cryptography(
        TlsProvider provider,
        Optional<String> jvmProvider,
        String keyManagers,
        String trustManagers,
        Optional<String> random) {
    /** The only one of the JDK's trust managers that knows revocation lists. */
    static final String PKIX = "PKIX";

    /** With all the JVM's defaults. */
    public static Cryptography of(TlsProvider provider) {
        return new Cryptography(
                provider,
                Optional.empty(),
                KeyManagerFactory.getDefaultAlgorithm(),
                TrustManagerFactory.getDefaultAlgorithm(),
                Optional.empty());
    }

    /** Whether something is asked for that only the JVM's own TLS can do. BoringSSL leaves the judging to us. */
    boolean needsJvm() {
        return jvmProvider.isPresent()
                || !keyManagers.equals(KeyManagerFactory.getDefaultAlgorithm())
                || random.isPresent();
    }

    SSLContext context() throws GeneralSecurityException {
        return jvmProvider.isPresent()
                ? SSLContext.getInstance("TLS", jvmProvider.get())
                : SSLContext.getInstance("TLS");
    }

    KeyManagerFactory keyManagerFactory() throws NoSuchAlgorithmException {
        return KeyManagerFactory.getInstance(keyManagers);
    }

    TrustManagerFactory trustManagerFactory() throws NoSuchAlgorithmException {
        return TrustManagerFactory.getInstance(trustManagers);
    }

    Optional<SecureRandom> secureRandom() throws NoSuchAlgorithmException {
        return random.isPresent() ? Optional.of(SecureRandom.getInstance(random.get())) : Optional.empty();
    }

    /** What this JVM does not have, as {@code key = found (expected: ...)} lines. */
    List<String> mistakes() {
        List<String> mistakes = new ArrayList<>();
        missing("SSLContext", this::context, "ssl.provider", jvmProvider.orElse(""), registered())
                .ifPresent(mistakes::add);
        missing("KeyManagerFactory", this::keyManagerFactory, "ssl.keymanager.algorithm", keyManagers, "")
                .ifPresent(mistakes::add);
        missing("TrustManagerFactory", this::trustManagerFactory, "ssl.trustmanager.algorithm", trustManagers, "")
                .ifPresent(mistakes::add);
        missing("SecureRandom", this::secureRandom, "ssl.secure.random.implementation", random.orElse(""), "")
                .ifPresent(mistakes::add);
        if (provider == TlsProvider.OPENSSL && needsJvm()) {
            mistakes.add("ssl.provider = OPENSSL is set with ssl.keymanager.algorithm or"
                    + " ssl.secure.random.implementation (expected: JDK, or neither of them)");
        }
        return mistakes;
    }

    private interface Part {
        Object make() throws GeneralSecurityException;
    }

    private static Optional<String> missing(String service, Part part, String key, String found, String expected) {
        try {
            var unused = part.make();
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            String known = expected.isEmpty() ? String.join(", ", Security.getAlgorithms(service)) : expected;
            return Optional.of(key + " = " + found + " (expected: one of " + known + ")");
        }
    }

    private static String registered() {
        List<String> names = new ArrayList<>(List.of("AUTO", "OPENSSL", "JDK"));
        for (var provider :
                Optional.ofNullable(Security.getProviders("SSLContext.TLS")).orElseThrow()) {
            names.add(provider.getName());
        }
        return String.join(", ", names);
    }
}
