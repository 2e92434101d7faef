package io.gatehouse.tls;

import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslX509KeyManagerFactory;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.NoSuchAlgorithmException;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;

/** Settings and material put together as Netty's contexts, for the provider that can do exactly what is asked. */
final class Contexts {
    /** A chain of a root, three intermediates and a leaf with RSA-4096 fits five times; more is an attack (row 42). */
    private static final int CERTIFICATE_LIST_BYTES_MAX = 64 * 1024;

    private Contexts() {}

    static TlsProvider provider(TlsSettings settings, TlsMaterial material) {
        boolean exact = CipherSuites.exactInBoringSsl(settings);
        Cryptography cryptography = settings.cryptography();
        boolean keysFit = material.keys().stream()
                .map(entry -> entry.key().getAlgorithm())
                .allMatch(algorithm -> algorithm.equals("RSA") || algorithm.equals("EC"));
        return switch (cryptography.provider()) {
            case JDK -> TlsProvider.JDK;
            case AUTO ->
                OpenSsl.isAvailable() && exact && keysFit && !cryptography.needsJvm()
                        ? TlsProvider.OPENSSL
                        : TlsProvider.JDK;
            case OPENSSL -> {
                if (!OpenSsl.isAvailable()) {
                    throw new TlsConfigurationException(
                            "the TLS provider OPENSSL is not available on this platform (expected: AUTO or JDK)",
                            OpenSsl.unavailabilityCause());
                }
                if (!exact || !keysFit) {
                    throw new TlsConfigurationException("the TLS provider OPENSSL cannot do "
                            + (exact ? "a key that is neither RSA nor EC" : "a part of the TLS 1.3 cipher suites")
                            + " (expected: AUTO or JDK)");
                }
                yield TlsProvider.OPENSSL;
            }
        };
    }

    static ServerEngines server(TlsSettings settings, TlsMaterial material, TlsProvider provider) {
        if (provider == TlsProvider.JDK) {
            return JdkServerEngines.of(settings, material);
        }
        SslContextBuilder builder = SslContextBuilder.forServer(keys(settings, material, provider))
                .trustManager(clientTrust(settings, material))
                .clientAuth(clientAuth(settings.clientAuth()));
        if (build(builder, settings, provider) instanceof ReferenceCountedOpenSslContext context) {
            return BoringSslServerEngines.of(context);
        }
        throw new IllegalStateException("the OPENSSL provider made a context of another kind");
    }

    /** What judges clients: their names are taken from the certificate, so no name is expected. */
    static PeerTrust clientTrust(TlsSettings settings, TlsMaterial material) {
        return new PeerTrust(material.trustManager(settings.cryptography()), "", settings.clientName());
    }

    static SslContext client(TlsSettings settings, TlsMaterial material, TlsProvider provider) {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .trustManager(new PeerTrust(
                        material.trustManager(settings.cryptography()),
                        settings.endpointIdentification(),
                        settings.clientName()))
                .endpointIdentificationAlgorithm(
                        settings.endpointIdentification().isEmpty() ? null : settings.endpointIdentification());
        if (material.hasKey()) {
            builder.keyManager(keys(settings, material, provider));
        }
        return build(builder, settings, provider);
    }

    private static SslContext build(SslContextBuilder builder, TlsSettings settings, TlsProvider provider) {
        builder.protocols(CipherSuites.protocols(settings))
                .ciphers(CipherSuites.suites(settings), IdentityCipherSuiteFilter.INSTANCE);
        if (provider == TlsProvider.OPENSSL) {
            builder.sslProvider(SslProvider.OPENSSL_REFCNT)
                    .option(OpenSslContextOption.GROUPS, TlsDefaults.GROUPS.toArray(String[]::new))
                    .option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, CERTIFICATE_LIST_BYTES_MAX);
        } else {
            builder.sslProvider(SslProvider.JDK);
        }
        try {
            settings.cryptography().secureRandom().ifPresent(builder::secureRandom);
            settings.cryptography().jvmProvider().map(Security::getProvider).ifPresent(builder::sslContextProvider);
            return builder.build();
        } catch (SSLException | NoSuchAlgorithmException | IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    static TlsConfigurationException unusable(Exception cause) {
        return new TlsConfigurationException("TLS cannot start with these settings: " + cause.getMessage(), cause);
    }

    private static KeyManagerFactory keys(TlsSettings settings, TlsMaterial material, TlsProvider provider) {
        if (provider == TlsProvider.OPENSSL) {
            // Holds the parsed keys natively; with the JDK's factory each handshake would parse them again.
            return material.fill(new OpenSslX509KeyManagerFactory());
        }
        return jdkKeys(settings, material);
    }

    static KeyManagerFactory jdkKeys(TlsSettings settings, TlsMaterial material) {
        try {
            return material.fill(settings.cryptography().keyManagerFactory());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no key manager factory", e);
        }
    }

    private static io.netty.handler.ssl.ClientAuth clientAuth(ClientAuth setting) {
        return switch (setting) {
            case NONE -> io.netty.handler.ssl.ClientAuth.NONE;
            case REQUESTED -> io.netty.handler.ssl.ClientAuth.OPTIONAL;
            case REQUIRED -> io.netty.handler.ssl.ClientAuth.REQUIRE;
        };
    }
}
