package io.gatehouse.zk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.server.KdcConfigKey;
import org.apache.kerby.kerberos.kerb.server.SimpleKdcServer;

/** Apache Kerby's KDC on loopback, which this JVM asks for tickets. */
final class TestKdc implements AutoCloseable {
    static final String REALM = "HOME.ORG";

    private final SimpleKdcServer server = new SimpleKdcServer();
    private final Path folder;
    private int keyTabs;

    TestKdc(Path folder, int port) throws IOException, KrbException {
        this.folder = folder;
        server.setWorkDir(Files.createDirectories(folder.resolve("kdc")).toFile());
        server.setKdcRealm(REALM);
        server.setKdcHost("localhost");
        server.setKdcTcpPort(port);
        server.setAllowUdp(false);
        server.getKdcConfig().setString(KdcConfigKey.ENCRYPTION_TYPES, "aes256-cts-hmac-sha1-96");
        server.init();
        server.start();
        Files.writeString(settings(), """
                [libdefaults]
                default_realm = %s
                udp_preference_limit = 1
                dns_lookup_kdc = false
                dns_lookup_realm = false
                dns_canonicalize_hostname = false
                [realms]
                %s = {
                  kdc = localhost:%d
                }
                """.formatted(REALM, REALM, port));
        System.setProperty("java.security.krb5.conf", settings().toString());
    }

    Path settings() {
        return folder.resolve("krb5.conf");
    }

    /** Makes a principal and a keytab with its key. */
    Path principal(String name) throws KrbException, IOException {
        server.createPrincipal(name + "@" + REALM);
        Path keyTab = folder.resolve(keyTabs++ + ".keytab");
        server.exportPrincipal(name + "@" + REALM, keyTab.toFile());
        Files.setPosixFilePermissions(keyTab, PosixFilePermissions.fromString("rw-------"));
        return keyTab;
    }

    /** After which keytabs that were made before are of no use. */
    void newKey(String name) throws KrbException {
        server.deletePrincipal(name + "@" + REALM);
        server.createPrincipal(name + "@" + REALM);
    }

    @Override
    public void close() throws KrbException {
        server.stop();
    }
}
