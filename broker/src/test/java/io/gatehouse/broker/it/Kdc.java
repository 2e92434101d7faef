package io.gatehouse.broker.it;

import java.nio.file.Path;
import java.util.Properties;

/** A key distribution centre on loopback, in a folder of its own. */
interface Kdc extends AutoCloseable {
    String REALM = "HOME.ORG";

    /** Its {@code krb5.conf}, for brokers and clients. */
    Path settings();

    /** Makes {@code name@HOME.ORG} with a random key, and a keytab that holds it. */
    Path principal(String name) throws Exception;

    /** The line with which a broker proves itself. */
    static String brokersLine(Path keyTab, String principal) {
        return "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true keyTab=\"" + keyTab
                + "\" principal=\"" + principal + "@" + REALM + "\";";
    }

    /** The settings of a Java client with a keytab. */
    static Properties client(Properties transport, int port, String service, Path keyTab, String principal) {
        return client(
                transport,
                port,
                service,
                "useKeyTab=true storeKey=true keyTab=\"" + keyTab + "\" principal=\"" + principal + "@" + REALM + "\"");
    }

    static Properties client(Properties transport, int port, String service, String options) {
        Properties client = new Properties();
        client.putAll(transport);
        client.put("bootstrap.servers", "localhost:" + port);
        client.put("sasl.mechanism", "GSSAPI");
        client.put("sasl.kerberos.service.name", service);
        // The JVM of the tests has known another KDC before.
        client.put(
                "sasl.jaas.config",
                "com.sun.security.auth.module.Krb5LoginModule required refreshKrb5Config=true " + options + ";");
        return client;
    }

    @Override
    void close();
}
