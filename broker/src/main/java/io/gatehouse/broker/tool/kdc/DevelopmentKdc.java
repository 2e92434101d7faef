package io.gatehouse.broker.tool.kdc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.server.KdcConfigKey;
import org.apache.kerby.kerberos.kerb.server.SimpleKdcServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Apache Kerby's KDC on loopback, with its database in memory: it ends with the process, and so do its keys. */
final class DevelopmentKdc implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DevelopmentKdc.class);

    private final SimpleKdcServer server = new SimpleKdcServer();
    private final KdcFiles files;
    private final Path work;

    private DevelopmentKdc(KdcOptions options, KdcFiles files) throws IOException, KrbException {
        this.files = files;
        this.work = Files.createTempDirectory(options.folder(), "work-"); // Its owner's only.
        server.setWorkDir(work.toFile());
        server.setKdcRealm(options.realm());
        server.setKdcHost("localhost");
        server.setKdcTcpPort(options.port());
        server.setAllowUdp(false);
        server.getKdcConfig()
                .setString(KdcConfigKey.ENCRYPTION_TYPES, "aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96");
        server.init();
        server.start();
    }

    static DevelopmentKdc start(KdcOptions options, KdcFiles files) throws IOException, KrbException {
        files.prepare();
        DevelopmentKdc kdc = new DevelopmentKdc(options, files);
        kdc.add(options.servicePrincipal(), options.service());
        for (String client : options.clients()) {
            kdc.add(client + "@" + options.realm(), client);
        }
        return kdc;
    }

    /** Kerby lets others read what it writes, so it writes where others cannot come. */
    private void add(String principal, String name) throws IOException, KrbException {
        Path written = work.resolve(name + ".keytab");
        server.createPrincipal(principal);
        server.exportPrincipal(principal, written.toFile());
        KdcFiles.keep(written);
        Files.move(written, files.keyTab(name));
    }

    @Override
    public void close() {
        try {
            server.stop();
            try (Stream<Path> left = Files.walk(work)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException | KrbException e) {
            LOGGER.atWarn().addKeyValue("error", e).log("the KDC has not stopped in order");
        }
    }
}
