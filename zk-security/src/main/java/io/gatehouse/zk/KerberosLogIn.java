package io.gatehouse.zk;

import io.gatehouse.auth.gssapi.KerberosProof;
import io.gatehouse.auth.gssapi.KeyTabLogIn;
import io.gatehouse.auth.sasl.FailedExchange;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.ZKClientConfig;

/**
 * How the sessions of one {@link SessionKeeper} log in by Kerberos. ZooKeeper's client does it, on each connection, and renews its
 * tickets on a thread that ends with it. It asks for the service under the name that {@code zookeeper.connect} has, whatever a
 * resolver calls the address (attack 52). It asks for no mutual authentication in so many words, but takes nothing from a
 * server that cannot sign with the ticket's key (RFC 4752 section 3.1).
 *
 * <p>What the client is to do when its log-in fails is not left to it: it would go on without.
 */
final class KerberosLogIn implements AutoCloseable {
    private final ZkKerberos own;
    private final String section;

    private KerberosLogIn(ZkKerberos own, String section) {
        this.own = own;
        this.section = section;
    }

    static KerberosLogIn of(ZkKerberos own) {
        return new KerberosLogIn(
                own, LoginSections.add(KeyTabLogIn.MODULE, KeyTabLogIn.options(own.principal(), own.keyTab())));
    }

    /** As ZooKeeper's client names them. */
    Map<String, String> properties() {
        return Map.of(
                ZKClientConfig.LOGIN_CONTEXT_NAME_KEY,
                section,
                ZKClientConfig.ZK_SASL_CLIENT_USERNAME,
                own.service(),
                ZKClientConfig.ZK_SASL_CLIENT_CANONICALIZE_HOSTNAME,
                "false");
    }

    String principal() {
        return own.principal();
    }

    /**
     * Finds out why a log-in failed, which ZooKeeper's client keeps to itself: asks the KDC for what it must have asked. Waits
     * for the KDC.
     */
    String problem(String servers) {
        KerberosProof proof = new KerberosProof(own.principal(), own.keyTab(), own.service(), InstantSource.system());
        List<InetSocketAddress> addresses = new ConnectStringParser(servers).getServerAddresses();
        for (InetSocketAddress server : addresses) {
            try {
                proof.begin(server.getHostString()).first();
            } catch (FailedExchange e) {
                return e.getMessage() + " (expected: a KDC that krb5.conf names, which knows " + own.principal()
                        + " with the keytab's keys, and each server as " + own.service() + "/HOST, with the HOST of"
                        + " zookeeper.connect)";
            }
        }
        return "ZooKeeper takes no Kerberos log-in of " + own.principal() + " (expected: servers with"
                + " authProvider.sasl and a section Server in their login file, whose keytab has the KDC's key of "
                + own.service() + "/HOST; their log says more)";
    }

    @Override
    public void close() {
        LoginSections.remove(section);
    }
}
