package io.gatehouse.broker.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.server.KdcConfigKey;
import org.apache.kerby.kerberos.kerb.server.SimpleKdcServer;

/** Apache Kerby's, in this JVM. */
final class KerbyKdc implements Kdc {
    private final SimpleKdcServer server = new SimpleKdcServer();
    private final Path folder;

    KerbyKdc(Path folder) throws IOException, KrbException {
        this.folder = folder;
        int port = QuickstartProcess.freePorts();
        server.setWorkDir(Files.createDirectories(folder.resolve("kerby")).toFile());
        server.setKdcRealm(REALM);
        server.setKdcHost("localhost");
        server.setKdcTcpPort(port);
        server.setAllowUdp(false);
        server.getKdcConfig().setString(KdcConfigKey.ENCRYPTION_TYPES, "aes256-cts-hmac-sha1-96");
        server.init();
        server.start();
        Files.writeString(settings(), """
                [libdefaults]
                default_realm = HOME.ORG
                udp_preference_limit = 1
                dns_lookup_kdc = false
                dns_lookup_realm = false
                dns_canonicalize_hostname = false
                [realms]
                HOME.ORG = {
                  kdc = localhost:%d
                }
                """.formatted(port));
    }

    @Override
    public Path settings() {
        return folder.resolve("krb5-kerby.conf");
    }

    @Override
    public Path principal(String name) throws KrbException, IOException {
        Path keyTab = folder.resolve(name.replace('/', '-') + ".keytab");
        server.createAndExportPrincipals(keyTab.toFile(), name + "@" + REALM);
        Files.setPosixFilePermissions(
                keyTab, PosixFilePermissions.fromString("rw-------")); // Kerby lets others read it.
        return keyTab;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (KrbException e) {
            throw new IllegalStateException(e);
        }
    }
}
