package io.gatehouse.certs.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings that go with a set of files, ready for each program that takes them. */
final class ReadySettings {
    private static final String WARNING = "Holds a password: keep its mode.";

    private final Path folder;
    private final String name;
    private final char[] password;
    private final Path passwordFile;
    private final boolean encryptedKey;

    ReadySettings(Path folder, String name, char[] password, Path passwordFile, boolean encryptedKey) {
        this.folder = folder;
        this.name = name;
        this.password = password.clone();
        this.passwordFile = passwordFile;
        this.encryptedKey = encryptedKey;
    }

    /** Java clients and every command line of Kafka. */
    byte[] javaClient() {
        PropertyText text = new PropertyText()
                .comment("Comes with the certificate CN=" + name + ". " + WARNING)
                .line("security.protocol", "SSL");
        kafkaStores(text);
        return text.bytes();
    }

    /** For a broker's server.properties. */
    byte[] broker() {
        PropertyText text = new PropertyText()
                .comment("For server.properties of the broker with the certificate CN=" + name + ". " + WARNING);
        kafkaStores(text);
        return text.line("ssl.key.password", password).bytes();
    }

    private void kafkaStores(PropertyText text) {
        for (String store : new String[] {"keystore", "truststore"}) {
            text.line("ssl." + store + ".type", "PKCS12")
                    .line("ssl." + store + ".location", file("." + store + ".p12"))
                    .line("ssl." + store + ".password", password);
        }
    }

    /** librdkafka, and with it kcat and most clients that are not Java: PEM files, and so no password as a rule. */
    byte[] librdkafka() {
        StringBuilder text = new StringBuilder("# Comes with the certificate CN=" + name + ".\n");
        pem().forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, String> pem() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("security.protocol", "ssl");
        settings.put("ssl.ca.location", text(".ca.crt"));
        settings.put("ssl.certificate.location", text(".crt"));
        settings.put("ssl.key.location", text(".key"));
        if (encryptedKey) {
            settings.put("ssl.key.password", new String(password));
        }
        return settings;
    }

    /** Keyword arguments of kafka-python's clients. */
    byte[] python() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("security_protocol", "SSL");
        settings.put("ssl_check_hostname", true);
        settings.put("ssl_cafile", text(".ca.crt"));
        settings.put("ssl_certfile", text(".crt"));
        settings.put("ssl_keyfile", text(".key"));
        if (encryptedKey) {
            settings.put("ssl_password", new String(password));
        }
        return (Json.of(settings) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** For zookeeper.properties of a ZooKeeper server. */
    byte[] zooKeeper() {
        PropertyText text = new PropertyText()
                .comment("For zookeeper.properties of the server with the certificate CN=" + name + ".")
                .line("ssl.clientAuth", "need");
        for (String prefix : new String[] {"ssl.", "ssl.quorum."}) {
            text.line(prefix + "keyStore.location", file(".keystore.p12"))
                    .line(prefix + "keyStore.passwordPath", passwordFile)
                    .line(prefix + "trustStore.location", file(".truststore.p12"))
                    .line(prefix + "trustStore.passwordPath", passwordFile);
        }
        return text.bytes();
    }

    /** For {@code zookeeper-shell.sh -zk-tls-config-file}. */
    byte[] zooKeeperClient() {
        PropertyText text = new PropertyText()
                .comment("For zookeeper-shell.sh -zk-tls-config-file, with the certificate CN=" + name + ". " + WARNING)
                .line("zookeeper.ssl.client.enable", "true")
                .line("zookeeper.clientCnxnSocket", "org.apache.zookeeper.ClientCnxnSocketNetty");
        for (String store : new String[] {"keystore", "truststore"}) {
            text.line("zookeeper.ssl." + store + ".location", file("." + store + ".p12"))
                    .line("zookeeper.ssl." + store + ".password", password);
        }
        return text.bytes();
    }

    private Path file(String suffix) {
        return folder.resolve(name + suffix);
    }

    private String text(String suffix) {
        return file(suffix).toAbsolutePath().normalize().toString();
    }
}
