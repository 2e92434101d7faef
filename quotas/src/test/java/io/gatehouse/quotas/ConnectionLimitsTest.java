package io.gatehouse.quotas;

import static io.gatehouse.quotas.ConnectionLimits.UNLIMITED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.quotas.ConnectionLimits.Lease;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionLimitsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static ConnectionLimits limits(int max, int perAddress, Map<String, Integer> overrides) {
        return new ConnectionLimits(max, perAddress, overrides, UNLIMITED, UNLIMITED);
    }

    private static ConnectionLimits strangers(int max, int perAddress) {
        return new ConnectionLimits(UNLIMITED, UNLIMITED, Map.of(), max, perAddress);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getAllByName(text)[0];
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static Optional<Lease> admit(ConnectionLimits limits, String text) {
        return limits.admit(address(text), NOW);
    }

    @Test
    void oneMoreThanTheBrokerTakesIsRefused() { // CONFORMANCE QIP-03
        ConnectionLimits limits = limits(2, UNLIMITED, Map.of());

        assertThat(admit(limits, "10.0.0.1")).isPresent();
        assertThat(admit(limits, "10.0.0.2")).isPresent();
        assertThat(admit(limits, "10.0.0.3")).isEmpty();
        assertThat(limits.open()).isEqualTo(2);
        assertThat(limits.refused()).isEqualTo(1);
    }

    @Test
    void oneMoreThanAnAddressMayHaveIsRefused() { // CONFORMANCE QIP-01, attack 26
        ConnectionLimits limits = limits(UNLIMITED, 1, Map.of());

        Lease first = admit(limits, "10.0.0.1").orElseThrow();

        assertThat(admit(limits, "10.0.0.1")).isEmpty();
        assertThat(admit(limits, "10.0.0.2")).isPresent();
        first.close();
        assertThat(admit(limits, "10.0.0.1")).isPresent();
    }

    @Test
    void anOverrideBindsItsAddressOnly() { // CONFORMANCE QIP-02
        ConnectionLimits limits = limits(UNLIMITED, 0, Map.of("10.0.0.1", 2, "localhost", 1));

        assertThat(admit(limits, "10.0.0.1")).isPresent();
        assertThat(admit(limits, "10.0.0.1")).isPresent();
        assertThat(admit(limits, "10.0.0.1")).isEmpty();
        assertThat(admit(limits, "127.0.0.1")).isPresent();
        assertThat(admit(limits, "10.0.0.2")).isEmpty();
    }

    @Test
    void anOverrideForANameThatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> limits(1, 1, Map.of("1::2::3", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1::2::3 (expected: an address or a host name that resolves)");
    }

    @Test
    void mappedIpv6CountsAsTheIpv4Address() throws UnknownHostException { // attack 26
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 127, 0, 0, 1};
        ConnectionLimits limits = limits(UNLIMITED, 1, Map.of("127.0.0.1", 1));

        Lease lease =
                limits.admit(Inet6Address.getByAddress(null, mapped, 0), NOW).orElseThrow();

        assertThat(lease.host()).isEqualTo("127.0.0.1");
        assertThat(admit(limits, "127.0.0.1")).isEmpty();
        assertThat(admit(limits, "::1")).isPresent();
    }

    @Test
    void closingTwiceFreesOnePlace() {
        ConnectionLimits limits = limits(2, UNLIMITED, Map.of());
        Lease lease = admit(limits, "10.0.0.1").orElseThrow();
        assertThat(admit(limits, "10.0.0.1")).isPresent();

        lease.close();
        lease.close();

        assertThat(limits.open()).isEqualTo(1);
        assertThat(limits.unauthenticated()).isEqualTo(1);
    }

    @Test
    void aNewStrangerTakesThePlaceOfTheOldest() { // attack 9
        ConnectionLimits limits = strangers(2, UNLIMITED);
        List<String> closed = new ArrayList<>();
        admit(limits, "10.0.0.1").orElseThrow().onPushedOut(() -> closed.add("first"));
        admit(limits, "10.0.0.2").orElseThrow().onPushedOut(() -> closed.add("second"));

        Optional<Lease> third = admit(limits, "10.0.0.3");

        assertThat(third).isPresent();
        assertThat(closed).containsExactly("first");
        assertThat(limits.open()).isEqualTo(2);
        assertThat(limits.unauthenticated()).isEqualTo(2);
    }

    @Test
    void whoIsPushedOutBeforeItSaidHowToCloseIsClosedThen() {
        ConnectionLimits limits = strangers(1, UNLIMITED);
        Lease first = admit(limits, "10.0.0.1").orElseThrow();
        assertThat(admit(limits, "10.0.0.2")).isPresent();
        AtomicInteger closed = new AtomicInteger();

        first.onPushedOut(closed::incrementAndGet);
        first.close();

        assertThat(closed).hasValue(1);
        assertThat(limits.open()).isEqualTo(1);
    }

    @Test
    void oneHostCannotPushOutAllOthers() { // attack 7
        ConnectionLimits limits = strangers(10, 2);

        assertThat(admit(limits, "10.0.0.1")).isPresent();
        assertThat(admit(limits, "10.0.0.1")).isPresent();
        assertThat(admit(limits, "10.0.0.1")).isEmpty();
        assertThat(admit(limits, "10.0.0.2")).isPresent();
    }

    @Test
    void whoHasProvenItselfIsNoStrangerAndStays() {
        ConnectionLimits limits = strangers(1, 1);
        Lease known = admit(limits, "10.0.0.1").orElseThrow();

        known.authenticated();
        known.authenticated();
        assertThat(admit(limits, "10.0.0.1")).isPresent();
        assertThat(admit(limits, "10.0.0.2")).isPresent();

        assertThat(limits.open()).isEqualTo(2);
        assertThat(limits.unauthenticated()).isEqualTo(1);
        known.close();
        assertThat(limits.open()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theCountsAreThoseOfTheLeasesThatAreOpen(long seed) { // attack 30
        Random random = new Random(seed);
        ConnectionLimits limits = new ConnectionLimits(50, 10, Map.of(), 20, 5);
        Map<Lease, Boolean> open = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int step = random.nextInt(3);
            if (step == 0 || open.isEmpty()) {
                limits.admit(address("10.0.0." + random.nextInt(12)), NOW).ifPresent(lease -> {
                    open.put(lease, true);
                    lease.onPushedOut(() -> open.remove(lease));
                });
            } else {
                Lease lease = List.copyOf(open.keySet()).get(random.nextInt(open.size()));
                if (step == 1) {
                    lease.authenticated();
                    open.put(lease, false);
                } else {
                    lease.close();
                    open.remove(lease);
                }
            }

            long strangers = open.values().stream().filter(stranger -> stranger).count();
            assertThat(limits.open()).as("seed %d step %d", seed, i).isEqualTo(open.size());
            assertThat((long) limits.unauthenticated()).isEqualTo(strangers);
        }
        List.copyOf(open.keySet()).forEach(Lease::close);

        assertThat(limits.open()).isZero();
        assertThat(limits.unauthenticated()).isZero();
    }
}
