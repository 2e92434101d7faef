package io.gatehouse.auth.gssapi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.server.KdcConfigKey;
import org.apache.kerby.kerberos.kerb.server.SimpleKdcServer;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.Oid;

/** Apache Kerby's KDC on loopback, and clients that it knows. */
final class TestKdc implements AutoCloseable {
    static final String REALM = "HOME.ORG";

    private final SimpleKdcServer server;
    private final Path folder;

    private TestKdc(SimpleKdcServer server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    static TestKdc start(Path folder, String encryption, String clientsEncryption) throws IOException, KrbException {
        int port = freePort();
        Path settings = folder.resolve("krb5.conf");
        Files.writeString(
                settings, """
                [libdefaults]
                default_realm = %s
                udp_preference_limit = 1
                dns_lookup_kdc = false
                dns_lookup_realm = false
                dns_canonicalize_hostname = false
                kdc_timeout = 5000
                permitted_enctypes = %s
                default_tkt_enctypes = %s
                default_tgs_enctypes = %s
                [realms]
                %s = {
                  kdc = localhost:%d
                }
                """.formatted(REALM, clientsEncryption, clientsEncryption, clientsEncryption, REALM, port));
        System.setProperty("java.security.krb5.conf", settings.toString());
        SimpleKdcServer server = new SimpleKdcServer();
        server.setWorkDir(Files.createDirectories(folder.resolve("work")).toFile());
        server.setKdcRealm(REALM);
        server.setKdcHost("localhost");
        server.setKdcTcpPort(port);
        server.setAllowUdp(false);
        server.getKdcConfig().setString(KdcConfigKey.ENCRYPTION_TYPES, encryption);
        server.init();
        server.start();
        return new TestKdc(server, folder);
    }

    SimpleKdcServer server() {
        return server;
    }

    private static int freePort() throws IOException {
        Random random = new Random();
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = 20_000 + random.nextInt(12_000);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException e) {
                // Taken.
            }
        }
        throw new IOException("no free port");
    }

    /** Makes a principal with a random key, and a keytab that holds it. */
    Path principal(String name) throws KrbException {
        server.createPrincipal(name + "@" + REALM);
        return export(name);
    }

    Path export(String name) throws KrbException {
        Path keyTab = keyTab(name);
        server.exportPrincipal(name + "@" + REALM, keyTab.toFile());
        return keyTab;
    }

    Path keyTab(String name) {
        return folder.resolve(name.replace('/', '-') + ".keytab");
    }

    /** Logs in with the keytab of {@link #principal}. */
    Subject logIn(String name) throws Exception {
        Map<String, String> options = new HashMap<>(Map.of(
                "useKeyTab", "true",
                "storeKey", "true",
                "doNotPrompt", "true",
                "refreshKrb5Config", "true",
                "keyTab", keyTab(name).toString(),
                "principal", name + "@" + REALM));
        LoginContext login = new LoginContext("client", new Subject(), callbacks -> {}, new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String section) {
                return new AppConfigurationEntry[] {
                    new AppConfigurationEntry(
                            "com.sun.security.auth.module.Krb5LoginModule",
                            AppConfigurationEntry.LoginModuleControlFlag.REQUIRED,
                            options)
                };
            }
        });
        login.login();
        return login.getSubject();
    }

    /** A GSS context of a client that wants to talk to a service. */
    static GSSContext initiate(Subject client, String service, boolean mutual) throws Exception {
        GSSManager manager = GSSManager.getInstance();
        return as(client, () -> {
            GSSCredential credential = manager.createCredential(GSSCredential.INITIATE_ONLY);
            GSSContext context = manager.createContext(
                    manager.createName(service + "@" + REALM, new Oid("1.2.840.113554.1.2.2.1")),
                    new Oid("1.2.840.113554.1.2.2"),
                    credential,
                    GSSContext.DEFAULT_LIFETIME);
            context.requestMutualAuth(mutual);
            return context;
        });
    }

    static byte[] first(Subject client, GSSContext context) throws Exception {
        return as(client, () -> context.initSecContext(new byte[0], 0, 0));
    }

    static <T> T as(Subject client, PrivilegedExceptionAction<T> action) throws Exception {
        try {
            return Subject.doAs(client, action);
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }

    static byte[] wrap(GSSContext context, byte[] text, boolean secret) throws GSSException {
        return context.wrap(text, 0, text.length, new org.ietf.jgss.MessageProp(0, secret));
    }

    @Override
    public void close() throws KrbException {
        server.stop();
    }
}
