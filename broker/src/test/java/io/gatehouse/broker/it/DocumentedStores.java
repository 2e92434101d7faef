package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Stores as Apache Kafka's documentation has them made: keys, requests and imports by keytool, an authority of one's own by
 * openssl. With ECDSA instead of RSA keys, which are made at once.
 */
record DocumentedStores(Path folder) {
    private static final String PASSWORD = "test-1234";
    private static final String OPENSSL = "/usr/bin/openssl";

    static boolean possible() {
        return Files.exists(Path.of(OPENSSL));
    }

    static void require() {
        Counterpart.require(OPENSSL, "openssl");
    }

    /** A PKCS#12 file that is called .jks for the broker, which is what keytool makes today; a real JKS for the client. */
    static DocumentedStores make(Path folder) throws Exception {
        DocumentedStores stores = new DocumentedStores(Files.createDirectories(folder));
        stores.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -sha256 -nodes -days 30"
                + " -subj /CN=Documented -keyout ca-key -out ca-cert");
        stores.keytool("-importcert -keystore truststore.jks -alias CARoot -file ca-cert -noprompt");
        Files.writeString(folder.resolve("san"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
        stores.signed("server", "pkcs12", " -extfile san");
        stores.signed("client", "jks", "");
        return stores;
    }

    private void signed(String name, String type, String extensions) throws IOException {
        String store = " -keystore " + name + ".keystore.jks -storetype " + type;
        keytool("-genkeypair -alias " + name + " -keyalg EC -groupname secp256r1 -validity 30 -dname CN=" + name
                + store);
        keytool("-certreq -alias " + name + " -file " + name + ".csr" + store);
        openssl("x509 -req -CA ca-cert -CAkey ca-key -CAcreateserial -days 30 -sha256 -in " + name + ".csr -out " + name
                + ".crt" + extensions);
        keytool("-importcert -alias CARoot -file ca-cert -noprompt" + store);
        keytool("-importcert -alias " + name + " -file " + name + ".crt -noprompt" + store);
        // The one step that the documentation does not have and our broker demands.
        Files.setPosixFilePermissions(
                folder.resolve(name + ".keystore.jks"), PosixFilePermissions.fromString("rw-------"));
    }

    Stream<String> listener(String listener) {
        return Stream.concat(
                Stream.of("listener.name." + listener + ".ssl.client.auth=required"),
                settings("server").map(line -> "listener.name." + listener + "." + line));
    }

    Properties client() {
        Properties client = new Properties();
        client.put("security.protocol", "SSL");
        settings("client").map(line -> line.split("=", 2)).forEach(pair -> client.put(pair[0], pair[1]));
        return client;
    }

    /** As the documentation writes them: no types, so that JKS is meant and both kinds open. */
    private Stream<String> settings(String name) {
        return Stream.of(
                "ssl.keystore.location=" + folder.resolve(name + ".keystore.jks"),
                "ssl.keystore.password=" + PASSWORD,
                "ssl.key.password=" + PASSWORD,
                "ssl.truststore.location=" + folder.resolve("truststore.jks"),
                "ssl.truststore.password=" + PASSWORD);
    }

    private void openssl(String arguments) {
        must(List.of(OPENSSL), arguments);
    }

    private void keytool(String arguments) {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        must(
                List.of(keytool.toString(), "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"),
                arguments + " -storepass " + PASSWORD);
    }

    private void must(List<String> program, String arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments.split(" ")));

        Counterpart.Outcome outcome = Counterpart.run(folder, "", command);

        assertThat(outcome.exitCode()).as("%s%n%s", arguments, outcome.output()).isZero();
    }
}
