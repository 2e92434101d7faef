package io.gatehouse.broker.tool.kdc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** The folder with all that brokers and clients need, for its owner's eyes only. */
final class KdcFiles {
    private final KdcOptions options;

    KdcFiles(KdcOptions options) {
        this.options = options;
    }

    Path settings() {
        return options.folder().resolve("krb5.conf");
    }

    Path brokerSettings() {
        return options.folder().resolve("broker.properties");
    }

    Path clientSettings(String client) {
        return options.folder().resolve("client-" + client + ".properties");
    }

    Path kcatSettings(String client) {
        return options.folder().resolve("kcat-" + client + ".conf");
    }

    Path keyTab(String name) {
        return options.folder().resolve(name + ".keytab");
    }

    /** Those of an earlier run, whose keys the new KDC will not know. */
    List<Path> present() {
        return Stream.concat(
                        Stream.of(settings(), brokerSettings(), keyTab(options.service())),
                        options.clients().stream()
                                .flatMap(client ->
                                        Stream.of(clientSettings(client), kcatSettings(client), keyTab(client))))
                .filter(Files::exists)
                .toList();
    }

    void prepare() throws IOException {
        for (Path file : present()) {
            Files.delete(file);
        }
        Files.createDirectories(
                options.folder(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        write(settings(), """
                # Found by -Djava.security.krb5.conf=%s (Java) or KRB5_CONFIG=%s (everything else).
                [libdefaults]
                default_realm = %s
                udp_preference_limit = 1
                dns_lookup_kdc = false
                dns_lookup_realm = false
                dns_canonicalize_hostname = false
                rdns = false
                [realms]
                %s = {
                  kdc = localhost:%d
                }
                """.formatted(settings(), settings(), options.realm(), options.realm(), options.port()));
        write(brokerSettings(), brokerText());
        for (String client : options.clients()) {
            write(clientSettings(client), clientText(client));
            write(kcatSettings(client), kcatText(client));
        }
    }

    private String brokerText() {
        String prefix = "listener.name." + options.listener() + ".";
        return """
                # Lets clients prove themselves by Kerberos too. Add these lines to the broker's settings.
                %1$ssasl.enabled.mechanisms=SCRAM-SHA-512,SCRAM-SHA-256,GSSAPI
                %1$ssasl.kerberos.service.name=%2$s
                %1$sgssapi.sasl.jaas.config=%3$s
                """.formatted(prefix, options.service(), module(keyTab(options.service()), options.servicePrincipal()));
    }

    private String clientText(String client) {
        return """
                bootstrap.servers=%s
                security.protocol=SASL_SSL
                ssl.truststore.type=PEM
                ssl.truststore.location=%s
                sasl.mechanism=GSSAPI
                sasl.kerberos.service.name=%s
                sasl.jaas.config=%s
                """.formatted(
                        options.bootstrap(),
                        options.authority(),
                        options.service(),
                        module(keyTab(client), client + "@" + options.realm()));
    }

    private String kcatText(String client) {
        return """
                bootstrap.servers=%s
                broker.address.family=v4
                security.protocol=SASL_SSL
                ssl.ca.location=%s
                sasl.mechanisms=GSSAPI
                sasl.kerberos.service.name=%s
                sasl.kerberos.keytab=%s
                sasl.kerberos.principal=%s
                """.formatted(
                        options.bootstrap(),
                        options.authority(),
                        options.service(),
                        keyTab(client),
                        client + "@" + options.realm());
    }

    private static String module(Path keyTab, String principal) {
        return "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true keyTab=\"" + keyTab
                + "\" principal=\"" + principal + "\";";
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        keep(file);
    }

    /** Keys and where they are: nobody else's business. */
    static void keep(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
