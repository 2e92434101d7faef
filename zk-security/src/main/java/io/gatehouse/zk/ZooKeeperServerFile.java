package io.gatehouse.zk;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.tls.ClientAuth;
import io.gatehouse.tls.KeyStoreSettings;
import io.gatehouse.tls.TlsDefaults;
import io.gatehouse.tls.TlsSettings;
import io.gatehouse.tls.TrustStoreSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a {@code zookeeper.properties} with ZooKeeper's own keys. All mistakes are told at once; a key that is not known
 * is one, because a misspelt security setting would else be no setting. Used once, by one thread.
 */
final class ZooKeeperServerFile {
    /** The only way to a port without TLS. */
    static final String PLAINTEXT = "gatehouse.allow.plaintext.client.port";

    /** What an unsafe or unbuilt alternative would need: accepted with the one value that holds anyway. */
    private static final Map<String, String> FIXED = Map.of(
            "ssl.clientAuth", "need",
            "admin.enableServer", "false",
            "4lw.commands.whitelist", "",
            "serverCnxnFactory", "org.apache.zookeeper.server.NettyServerCnxnFactory",
            "authProvider.x509", "org.apache.zookeeper.server.auth.X509AuthenticationProvider",
            "standaloneEnabled", "true",
            "reconfigEnabled", "false");

    /** Timers between the servers of an ensemble: they mean nothing to a single one, but many files have them. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("initLimit", "syncLimit");

    private final Properties properties;
    private final Set<String> known = new TreeSet<>();
    private final List<String> mistakes = new ArrayList<>();

    private ZooKeeperServerFile(Properties properties) {
        this.properties = properties;
    }

    /** @throws ZkUnavailable with one line for each mistake */
    static EmbeddedZooKeeperSettings parse(Properties properties) {
        return new ZooKeeperServerFile(properties).settings();
    }

    private EmbeddedZooKeeperSettings settings() {
        Path dataDir = Path.of(text("dataDir").orElse("."));
        if (text("dataDir").isEmpty()) {
            mistake("dataDir", "", "a folder for snapshots");
        }
        Path logDir = text("dataLogDir").map(Path::of).orElse(dataDir);
        Duration tick = Duration.ofMillis(number("tickTime", 2_000, 1));
        long shortest = number("minSessionTimeout", tick.toMillis() * 2, 1);
        long longest = number("maxSessionTimeout", tick.toMillis() * 20, shortest);
        int connections = (int) number("maxClientCnxns", 60, 0);
        int kept = (int) number("autopurge.snapRetainCount", 3, 3);
        int hours = (int) number("autopurge.purgeInterval", 24, 0);
        Optional<InetSocketAddress> secure = address("secureClientPort", "secureClientPortAddress");
        Optional<InetSocketAddress> plain = address("clientPort", "clientPortAddress");
        checkPorts(secure, plain);
        Optional<TlsSettings> tls = secure.map(any -> tls());
        FIXED.forEach(this::fixed);
        unknown();
        if (!mistakes.isEmpty()) {
            throw new ZkUnavailable(String.join("\n", mistakes));
        }
        return new EmbeddedZooKeeperSettings(
                secure.or(() -> plain).orElseThrow(),
                dataDir,
                logDir,
                tick,
                Duration.ofMillis(shortest),
                Duration.ofMillis(longest),
                connections,
                kept,
                hours,
                tls);
    }

    private void checkPorts(Optional<InetSocketAddress> secure, Optional<InetSocketAddress> plain) {
        boolean allowed = text(PLAINTEXT).filter("true"::equals).isPresent();
        if (plain.isPresent() && !allowed) {
            mistake(
                    "clientPort",
                    String.valueOf(plain.get().getPort()),
                    "secureClientPort instead; a port without TLS needs " + PLAINTEXT + "=true");
        } else if (plain.isPresent() && secure.isPresent()) {
            mistake("clientPort", String.valueOf(plain.get().getPort()), "secureClientPort or clientPort, not both");
        } else if (plain.isEmpty() && secure.isEmpty()) {
            mistake("secureClientPort", "", "the port that clients connect to");
        }
    }

    private TlsSettings tls() {
        KeyStoreSettings keys = text("ssl.keyStore.location")
                .map(file -> keyStore(Path.of(file), type("ssl.keyStore.type", file)))
                .orElseGet(() -> {
                    mistake("ssl.keyStore.location", "", "a PKCS12, JKS or PEM file with the server's key");
                    return KeyStoreSettings.none();
                });
        TrustStoreSettings trust = text("ssl.trustStore.location")
                .map(file -> TrustStoreSettings.store(
                        type("ssl.trustStore.type", file), Path.of(file), password("ssl.trustStore.password")))
                .orElseGet(() -> {
                    mistake("ssl.trustStore.location", "", "a file with the authority of the clients' certificates");
                    return TrustStoreSettings.none();
                });
        TlsSettings settings = TlsSettings.of(keys, trust).withClientAuth(ClientAuth.REQUIRED);
        return settings.withProtocols(list("ssl.enabledProtocols").orElse(TlsDefaults.PROTOCOLS))
                .withCipherSuites(list("ssl.ciphersuites").orElse(List.of()));
    }

    private KeyStoreSettings keyStore(Path file, String type) {
        Optional<Secret> password = password("ssl.keyStore.password");
        return type.equals("PEM")
                ? KeyStoreSettings.pem(file, password)
                : KeyStoreSettings.store(type, file, password.orElseGet(() -> Secret.ofText("")));
    }

    /** As ZooKeeper does: where the type is not given, the file's ending tells. */
    private String type(String key, String file) {
        String lower = file.toLowerCase(Locale.ROOT);
        String byEnding = lower.endsWith(".pem") ? "PEM" : lower.endsWith(".jks") ? "JKS" : "PKCS12";
        return text(key).map(type -> type.toUpperCase(Locale.ROOT)).orElse(byEnding);
    }

    private Optional<Secret> password(String key) {
        Optional<String> file = text(key + "Path");
        Optional<String> inline = text(key);
        if (file.isEmpty()) {
            return inline.map(Secret::ofText);
        }
        try {
            String content = Files.readString(Path.of(file.get()), StandardCharsets.UTF_8);
            return Optional.of(Secret.ofText(content.stripTrailing()));
        } catch (IOException e) {
            mistake(key + "Path", file.get(), "a readable file with the password");
            return Optional.empty();
        }
    }

    private Optional<InetSocketAddress> address(String portKey, String hostKey) {
        Optional<String> host = text(hostKey);
        if (text(portKey).isEmpty()) {
            return Optional.empty();
        }
        int port = (int) number(portKey, 0, 0);
        if (port > 65_535) {
            mistake(portKey, String.valueOf(port), "0..65535");
            return Optional.empty();
        }
        InetSocketAddress address =
                host.map(name -> new InetSocketAddress(name, port)).orElseGet(() -> new InetSocketAddress(port));
        if (address.isUnresolved()) {
            mistake(hostKey, address.getHostString(), "a name or address of this machine");
        }
        return Optional.of(address);
    }

    private long number(String key, long ifAbsent, long least) {
        Optional<String> text = text(key);
        try {
            long value = text.map(Integer::parseInt).map(Integer::longValue).orElse(ifAbsent);
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            mistake(key, text.orElse(""), "a whole number");
            return ifAbsent;
        }
        mistake(key, text.orElse(""), "at least " + least);
        return ifAbsent;
    }

    private Optional<List<String>> list(String key) {
        return text(key).map(text -> List.of(text.split("\\s*,\\s*")));
    }

    private void fixed(String key, String only) {
        known.add(key);
        String found = properties.getProperty(key, only).trim();
        if (!found.equals(only)) {
            mistake(key, found, only.isEmpty() ? "nothing" : only + ", the only value that this server runs with");
        }
    }

    private void unknown() {
        known.addAll(WITHOUT_EFFECT);
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (key.startsWith("server.")) {
                mistake(key, "", "no ensemble: this server runs alone; for an ensemble start ZooKeeper's own");
            } else if (!known.contains(key)) {
                mistakes.add(key + " is not a known key (expected: one of " + String.join(", ", known) + ")");
            }
        }
    }

    private Optional<String> text(String key) {
        known.add(key);
        return Optional.ofNullable(properties.getProperty(key))
                .map(String::trim)
                .filter(text -> !text.isEmpty());
    }

    private void mistake(String key, String found, String expected) {
        mistakes.add(key + " = " + found + " (expected: " + expected + ")");
    }
}
