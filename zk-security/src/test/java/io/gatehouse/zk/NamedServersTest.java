package io.gatehouse.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack 52: what an address is called by a resolver decides nothing. */
class NamedServersTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
    void aServerIsCalledWhatTheSettingsCallIt(String name) throws UnknownHostException {
        InetAddress[] addresses = NamedServers.addresses(name);

        assertThat(addresses)
                .isNotEmpty()
                .allMatch(address -> address.getHostName().equals(name));
        assertThat(addresses).allMatch(InetAddress::isLoopbackAddress);
    }
}
