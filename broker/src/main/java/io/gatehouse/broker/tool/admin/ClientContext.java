package io.gatehouse.broker.tool.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.broker.tool.ToolRefusal;
import io.gatehouse.tls.KeyStoreSettings;
import io.gatehouse.tls.TlsClient;
import io.gatehouse.tls.TlsConfigurationException;
import io.gatehouse.tls.TlsMaterial;
import io.gatehouse.tls.TlsSettings;
import io.gatehouse.tls.TrustStoreSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;

/** An administrator's certificate and trust, from the {@code ssl.*} lines of a client's properties file. */
final class ClientContext {
    private ClientContext() {}

    /** @throws ToolRefusal when there is none, or it is no good */
    static SSLContext load(Path file) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, ISO_8859_1)) {
            properties.load(in);
        } catch (IOException e) {
            throw new ToolRefusal(file + " cannot be read (expected: a file with ssl.keystore.* and ssl.truststore.*)");
        }
        TlsSettings settings = TlsSettings.of(keys(properties), trust(properties));
        if (!settings.keyStore().present() || !settings.trustStore().present()) {
            throw new ToolRefusal(file + " names no key store or no trust store (expected: ssl.keystore.* with the"
                    + " administrator's certificate, and ssl.truststore.* with the brokers' authority)");
        }
        try {
            if (!settings.mistakes().isEmpty()) {
                throw new ToolRefusal(file + ": " + String.join("; ", settings.mistakes()));
            }
            try (TlsClient client = TlsClient.of(settings, TlsMaterial.load(settings))) {
                return client.jdkContext();
            }
        } catch (TlsConfigurationException e) {
            throw new ToolRefusal(file + ": " + e.getMessage());
        }
    }

    private static KeyStoreSettings keys(Properties properties) {
        return new KeyStoreSettings(
                properties.getProperty("ssl.keystore.type", "JKS"),
                text(properties, "ssl.keystore.location").map(Path::of),
                text(properties, "ssl.keystore.password").map(Secret::ofText),
                text(properties, "ssl.key.password").map(Secret::ofText),
                text(properties, "ssl.keystore.key").map(Secret::ofText),
                text(properties, "ssl.keystore.certificate.chain").map(Secret::ofText));
    }

    private static TrustStoreSettings trust(Properties properties) {
        return new TrustStoreSettings(
                properties.getProperty("ssl.truststore.type", "JKS"),
                text(properties, "ssl.truststore.location").map(Path::of),
                text(properties, "ssl.truststore.password").map(Secret::ofText),
                text(properties, "ssl.truststore.certificates").map(Secret::ofText));
    }

    private static Optional<String> text(Properties properties, String key) {
        return Optional.ofNullable(properties.getProperty(key)).filter(text -> !text.isBlank());
    }
}
