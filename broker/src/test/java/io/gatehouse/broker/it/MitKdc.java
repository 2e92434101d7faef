package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** MIT's, as Debian has it, with two realms that trust each other. */
final class MitKdc implements Kdc {
    static final String OTHER = "OTHER.ORG";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TRUST_PASSWORD = "between-realms";

    private final Path folder;
    private final int port = QuickstartProcess.freePorts();
    private Process server;

    MitKdc(Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
        Files.writeString(settings(), """
                [libdefaults]
                default_realm = HOME.ORG
                dns_lookup_kdc = false
                dns_lookup_realm = false
                dns_canonicalize_hostname = false
                rdns = false
                udp_preference_limit = 1
                [realms]
                HOME.ORG = {
                  kdc = localhost:%1$d
                }
                OTHER.ORG = {
                  kdc = localhost:%2$d
                }
                [domain_realm]
                localhost = HOME.ORG
                [capaths]
                OTHER.ORG = {
                  HOME.ORG = .
                }
                """.formatted(port, port + 1));
        Files.writeString(folder.resolve("kdc.conf"), """
                [realms]
                HOME.ORG = {
                  database_name = %1$s/home
                  key_stash_file = %1$s/home.stash
                  kdc_listen = ""
                  kdc_tcp_listen = 127.0.0.1:%2$d
                  max_life = 10h
                  supported_enctypes = aes256-cts-hmac-sha384-192:normal aes128-cts-hmac-sha1-96:normal
                }
                OTHER.ORG = {
                  database_name = %1$s/other
                  key_stash_file = %1$s/other.stash
                  kdc_listen = ""
                  kdc_tcp_listen = 127.0.0.1:%3$d
                  supported_enctypes = aes256-cts-hmac-sha1-96:normal
                }
                [logging]
                kdc = FILE:%1$s/kdc.log
                """.formatted(folder, port, port + 1));
        for (String realm : List.of(REALM, OTHER)) {
            run("/usr/sbin/kdb5_util", "create", "-s", "-r", realm, "-P", "master");
            admin(
                    realm,
                    "addprinc -e aes256-cts-hmac-sha1-96:normal -pw " + TRUST_PASSWORD + " krbtgt/" + REALM + "@"
                            + OTHER);
        }
        server = launch();
    }

    static void require() {
        Counterpart.require("/usr/sbin/krb5kdc", "krb5-kdc");
        Counterpart.require("/usr/sbin/kadmin.local", "krb5-admin-server");
        Counterpart.require("/usr/bin/kinit", "krb5-user");
    }

    private Process launch() throws IOException {
        Process started = builder(List.of("/usr/sbin/krb5kdc", "-n", "-r", REALM, "-r", OTHER))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("kdc.out").toFile())
                .start();
        Instant end = Instant.now().plus(PATIENCE);
        while (!answers()) {
            assertThat(started.isAlive() && Instant.now().isBefore(end))
                    .as(Files.readString(folder.resolve("kdc.out")))
                    .isTrue();
            Thread.onSpinWait();
        }
        return started;
    }

    private boolean answers() throws IOException {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (ConnectException closed) {
            return false;
        }
    }

    @Override
    public Path settings() {
        return folder.resolve("krb5.conf");
    }

    @Override
    public Path principal(String name) throws Exception {
        return principal(REALM, name, "");
    }

    /** @param options for {@code addprinc} */
    Path principal(String realm, String name, String options) {
        admin(realm, "addprinc -randkey " + options + " " + name + "@" + realm);
        Path keyTab = keyTab(realm, name);
        rotate(realm, name);
        return keyTab;
    }

    /** New keys; those before stay in the keytab (CONFORMANCE GSS-20). */
    void rotate(String realm, String name) {
        admin(realm, "ktadd -k " + keyTab(realm, name) + " " + name + "@" + realm);
    }

    /** Only the newest keys stay in the keytab. */
    void forgetOldKeys(String realm, String name) {
        admin(realm, "ktremove -k " + keyTab(realm, name) + " " + name + "@" + realm + " old");
    }

    /** How long tickets for a service count. */
    void limitLife(String name, int seconds) {
        admin(REALM, "modprinc -maxlife \"" + seconds + " seconds\" " + name + "@" + REALM);
    }

    private Path keyTab(String realm, String name) {
        return folder.resolve(name.replace('/', '-') + "-" + realm + ".keytab");
    }

    private void admin(String realm, String query) {
        String said = run("/usr/sbin/kadmin.local", "-r", realm, "-q", query);
        assertThat(said).as(query).doesNotContain("rror").doesNotContain("ailed");
    }

    /** Fetches a ticket for whoever the keytab is of. */
    Path ticketCache(Path keyTab, String principal) {
        return ticketCache(principal.replace('/', '-'), keyTab, principal);
    }

    Path ticketCache(String name, Path keyTab, String principal) {
        Path cache = folder.resolve(name + ".cache");
        run("/usr/bin/kinit", "-c", "FILE:" + cache, "-k", "-t", keyTab.toString(), principal);
        return cache;
    }

    /** What a program of Debian's finds this KDC by. */
    Map<String, String> environment() {
        return Map.of(
                "KRB5_CONFIG", settings().toString(),
                "KRB5_KDC_PROFILE", folder.resolve("kdc.conf").toString());
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment());
        return builder;
    }

    private String run(String... command) {
        Counterpart.Outcome outcome =
                Counterpart.run(Path.of("."), environment(), "", new ArrayList<>(List.of(command)));
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    void stop() {
        server.destroy();
        try {
            if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void start() throws IOException {
        server = launch();
    }

    @Override
    public void close() {
        stop();
    }
}
