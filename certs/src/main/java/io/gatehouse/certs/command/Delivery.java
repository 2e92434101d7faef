package io.gatehouse.certs.command;

import io.gatehouse.certs.Issued;
import io.gatehouse.certs.KeyEncryption;
import io.gatehouse.certs.KeyStores;
import io.gatehouse.certs.Pem;
import io.gatehouse.certs.StorePassword;
import io.gatehouse.certs.folder.FolderUpdate;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** A key with its certificate in every form that its holder needs, in one folder under one name. */
final class Delivery {
    private final String name;
    private final Role role;
    private final Forms forms;
    private final char[] password;

    /**
     * Which forms are wanted.
     *
     * @param givenPassword the file that holds the stores' password; without it one is written
     */
    record Forms(boolean jks, boolean encryptKey, Optional<Path> givenPassword) {}

    Delivery(String name, Role role, Forms forms, char[] password) {
        this.name = name;
        this.role = role;
        this.forms = forms;
        this.password = password.clone();
    }

    Written into(Path folder, Issued issued, List<X509Certificate> anchors, KeyEncryption encryption) {
        Written files = new Written(new FolderUpdate(folder))
                .open(name + ".crt", Pem.certificates(issued.chain()), "certificate chain, PEM")
                .open(name + ".ca.crt", Pem.certificates(anchors), "the authority to trust, PEM")
                .secret(
                        name + ".key",
                        key(issued, encryption),
                        "private key, PEM" + (forms.encryptKey() ? ", encrypted" : ""))
                .secret(name + ".keystore.p12", KeyStores.PKCS12.keyStore(issued, password), "key and chain for Java")
                .secret(
                        name + ".truststore.p12",
                        KeyStores.PKCS12.trustStore(anchors, password),
                        "the authority for Java");
        if (forms.jks()) {
            files.secret(name + ".keystore.jks", KeyStores.JKS.keyStore(issued, password), "key and chain as JKS")
                    .secret(
                            name + ".truststore.jks",
                            KeyStores.JKS.trustStore(anchors, password),
                            "the authority as JKS");
        }
        if (forms.givenPassword().isEmpty()) {
            files.secret(name + ".password", StorePassword.file(password), "password of both stores");
        }
        settings(files, folder);
        return files;
    }

    private byte[] key(Issued issued, KeyEncryption encryption) {
        return forms.encryptKey() ? encryption.pem(issued.key(), password) : Pem.key(issued.key());
    }

    private void settings(Written files, Path folder) {
        Path passwordFile = forms.givenPassword().orElse(folder.resolve(name + ".password"));
        ReadySettings ready = new ReadySettings(folder, name, password, passwordFile, forms.encryptKey());
        switch (role) {
            case SERVER -> files.secret(name + ".broker.properties", ready.broker(), "for server.properties");
            case ZOOKEEPER ->
                files.secret(name + ".zookeeper.properties", ready.zooKeeper(), "for zookeeper.properties");
            case CLIENT, ADMIN -> {
                files.secret(
                                name + ".properties",
                                ready.javaClient(),
                                "for Java clients of a listener that asks for certificates")
                        .secret(name + ".librdkafka", ready.librdkafka(), "the same for librdkafka and kcat -F")
                        .secret(name + ".python.json", ready.python(), "the same for kafka-python, as arguments");
                if (role == Role.ADMIN) {
                    files.secret(
                            name + ".zookeeper-client.properties",
                            ready.zooKeeperClient(),
                            "for zookeeper-shell.sh -zk-tls-config-file");
                }
            }
        }
    }
}
