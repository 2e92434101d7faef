package io.gatehouse.broker.tool;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.zookeeper.ZooKeeperMain;

/**
 * {@code bin/zookeeper-shell.sh host:port[/chroot] [-zk-tls-config-file file] [command ...]}: ZooKeeper's own shell,
 * with TLS from a file in which the keys are written as the broker's are ({@code zookeeper.ssl.keystore.location} and so
 * on; CONFORMANCE CLI-05).
 */
public final class ZooKeeperShellMain {
    private static final String USAGE =
            "usage: zookeeper-shell.sh host:port[/chroot] [-zk-tls-config-file file] [command ...]";

    /** The broker's keys, and what ZooKeeper's client calls them. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("zookeeper.ssl.client.enable", "zookeeper.client.secure"),
            Map.entry("zookeeper.clientCnxnSocket", "zookeeper.clientCnxnSocket"),
            Map.entry("zookeeper.ssl.keystore.location", "zookeeper.ssl.keyStore.location"),
            Map.entry("zookeeper.ssl.keystore.password", "zookeeper.ssl.keyStore.password"),
            Map.entry("zookeeper.ssl.keystore.type", "zookeeper.ssl.keyStore.type"),
            Map.entry("zookeeper.ssl.truststore.location", "zookeeper.ssl.trustStore.location"),
            Map.entry("zookeeper.ssl.truststore.password", "zookeeper.ssl.trustStore.password"),
            Map.entry("zookeeper.ssl.truststore.type", "zookeeper.ssl.trustStore.type"),
            Map.entry("zookeeper.ssl.protocol", "zookeeper.ssl.protocol"),
            Map.entry("zookeeper.ssl.enabled.protocols", "zookeeper.ssl.enabledProtocols"),
            Map.entry("zookeeper.ssl.cipher.suites", "zookeeper.ssl.ciphersuites"),
            Map.entry("zookeeper.ssl.crl.enable", "zookeeper.ssl.crl"),
            Map.entry("zookeeper.ssl.ocsp.enable", "zookeeper.ssl.ocsp"));

    private static final String NAMES_CHECKED = "zookeeper.ssl.endpoint.identification.algorithm";

    private ZooKeeperShellMain() {}

    /** Runs the shell; ends the process where the command line is wrong. */
    public static void main(String[] arguments) throws Exception {
        try {
            List<String> rest = new ArrayList<>(List.of(arguments));
            if (rest.isEmpty() || rest.get(0).startsWith("-")) {
                throw new ToolRefusal(USAGE);
            }
            String server = rest.remove(0);
            if (!rest.isEmpty() && rest.get(0).equals("-zk-tls-config-file")) {
                if (rest.size() < 2) {
                    throw new ToolRefusal(USAGE);
                }
                settings(ConfigPairs.load(rest.get(1))).forEach(System::setProperty);
                rest.subList(0, 2).clear();
            }
            List<String> shell = new ArrayList<>(List.of("-server", server));
            shell.addAll(rest);
            ZooKeeperMain.main(shell.toArray(String[]::new));
        } catch (ToolRefusal refusal) {
            PrintStream errors = System.err;
            errors.println(refusal.getMessage());
            System.exit(1);
        }
    }

    /** The file's settings in ZooKeeper's words; a key that is none of these is more likely a slip than meant. */
    static Map<String, String> settings(Map<String, String> file) {
        Map<String, String> settings = new TreeMap<>();
        Set<String> unknown = new TreeSet<>();
        file.forEach((key, value) -> {
            if (key.equals(NAMES_CHECKED)) {
                settings.put("zookeeper.ssl.hostnameVerification", Boolean.toString(!value.isBlank()));
            } else if (KEYS.containsKey(key)) {
                settings.put(KEYS.get(key), value);
            } else {
                unknown.add(key);
            }
        });
        if (!unknown.isEmpty()) {
            throw new ToolRefusal("-zk-tls-config-file: unknown " + String.join(", ", unknown)
                    + " (expected: zookeeper.ssl... and zookeeper.clientCnxnSocket, as in the broker's properties)");
        }
        return settings;
    }
}
