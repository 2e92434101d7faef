package io.gatehouse.broker.main.quickstart;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder of one quick start, and where everything lies in it. Only its owner can look inside, and only one process
 * works in it: it is locked while open.
 */
final class Workspace implements AutoCloseable {
    private static final String OWNER_ONLY = "rwx------";
    private static final String SECRETS = "secrets";

    private final Path root;
    private final FileChannel lock;

    private Workspace(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    static Workspace open(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root, ownerOnly(root));
            Files.createDirectories(root.resolve(SECRETS), ownerOnly(root));
            FileChannel lock =
                    FileChannel.open(root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(lock)) {
                lock.close();
                throw new QuickstartFailure("another quick start is running in " + root
                        + "; stop it first, or take another folder with --dir.");
            }
            return new Workspace(root, lock);
        } catch (IOException e) {
            throw new QuickstartFailure(
                    "the folder " + root + " cannot be used (" + Explanation.of(e) + "); take another with --dir.", e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY))
                }
                : new FileAttribute<?>[0];
    }

    Path root() {
        return root;
    }

    /** The authority: its certificate is for clients too, its key for nobody. */
    Path authority() {
        return root.resolve("ca");
    }

    Path authorityCertificate() {
        return authority().resolve("ca.crt");
    }

    Path authorityKey() {
        return authority().resolve("ca.key");
    }

    Path certificates() {
        return root.resolve("certs");
    }

    Path keyStore(String name) {
        return certificates().resolve(name + ".keystore.p12");
    }

    Path trustStore(String name) {
        return certificates().resolve(name + ".truststore.p12");
    }

    Path certificate(String name) {
        return certificates().resolve(name + ".crt");
    }

    /** The password of the two stores. */
    Path storePassword(String name) {
        return certificates().resolve(name + ".password");
    }

    Path keyRing() {
        return root.resolve(SECRETS).resolve("zookeeper.keyring");
    }

    Path userPassword(String user) {
        return root.resolve(SECRETS).resolve(user + ".password");
    }

    Path zooKeeperData() {
        return root.resolve("zookeeper");
    }

    Path logData() {
        return root.resolve("log");
    }

    Path serverProperties() {
        return root.resolve("server.properties");
    }

    Path clientProperties(String user) {
        return root.resolve("client-" + user + ".properties");
    }

    Path kcatConfig(String user) {
        return root.resolve("kcat-" + user + ".conf");
    }

    Path processLog() {
        return root.resolve("quickstart.log");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new QuickstartFailure("the lock of " + root + " cannot be given back: " + Explanation.of(e), e);
        }
    }
}
