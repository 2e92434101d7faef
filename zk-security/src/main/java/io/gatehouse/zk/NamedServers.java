package io.gatehouse.zk;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.HostProvider;
import org.apache.zookeeper.client.StaticHostProvider;

/**
 * ZooKeeper's servers, called what {@code zookeeper.connect} calls them. An address that stands there keeps itself as its name:
 * without that the client would ask a resolver for one, and ask Kerberos for whatever it answers (attack 52).
 */
final class NamedServers {
    private NamedServers() {}

    /** One for each handle, since it remembers where the handle is connected. */
    static HostProvider of(String servers) {
        return new StaticHostProvider(new ConnectStringParser(servers).getServerAddresses(), NamedServers::addresses);
    }

    static InetAddress[] addresses(String name) throws UnknownHostException {
        InetAddress[] found = InetAddress.getAllByName(name);
        for (int i = 0; i < found.length; i++) {
            found[i] = named(name, found[i]);
        }
        return found;
    }

    private static InetAddress named(String name, InetAddress found) throws UnknownHostException {
        return found instanceof Inet6Address six && six.getScopeId() != 0
                ? Inet6Address.getByAddress(name, six.getAddress(), six.getScopeId())
                : InetAddress.getByAddress(name, found.getAddress());
    }
}
