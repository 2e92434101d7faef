package io.gatehouse.broker.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.oauth.KeySetFile;
import io.gatehouse.auth.oauth.KeyTiming;
import io.gatehouse.auth.oauth.SigningKeys;
import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.ConfigOutcome;
import io.gatehouse.broker.config.DynamicKeys;
import io.gatehouse.broker.config.ListenerConfig;
import io.gatehouse.broker.config.SettingOverrides;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CONFORMANCE TLS-59, LSN-16: which listeners there are can change while a broker runs. */
final class ListenerChangesTest {
    private static final String FILE = "PLAINTEXT://localhost:9092,CLIENTS://localhost:9093";
    private static final String MAP = "PLAINTEXT:PLAINTEXT,CLIENTS:PLAINTEXT,LATE:SASL_PLAINTEXT,TLS:SSL";
    private static final String MECHANISMS = "listener.name.late.sasl.enabled.mechanisms";

    private static final Map<String, String> ONE_MORE =
            Map.of("listeners", FILE + ",LATE://localhost:9094", MECHANISMS, "SCRAM-SHA-256");

    private final List<String> done = new ArrayList<>();
    private Map<String, String> stored = Map.of();
    private ListenerChanges changes = broker(Map.of());

    private ListenerChanges broker(Map<String, String> more) {
        Map<String, String> file = new HashMap<>(Map.of(
                "listeners", FILE,
                "listener.security.protocol.map", MAP,
                "zookeeper.connect", "localhost:2181",
                "allow.plaintext.listeners", "true",
                "allow.unencrypted.zookeeper", "true",
                "allow.unsealed.metadata", "true",
                "allow.no.authorizer", "true"));
        file.putAll(more);
        BrokerConfig config = BrokerConfig.parse(file, Map.of()).fold(ConfigOutcome.Legal::config, refused -> {
            throw new AssertionError(refused.report());
        });
        ListenerChanges made =
                new ListenerChanges(config, new DynamicKeys(config.listeners()), ListenerStores.load(config));
        made.begin(this::open);
        return made;
    }

    private PreparedChange open(List<ListenerConfig> next) {
        List<String> names = next.stream()
                .map(each -> each.name() + "@" + each.advertisedPort())
                .toList();
        return new PreparedChange() {
            @Override
            public void use() {
                done.add("used " + names);
            }

            @Override
            public void drop() {
                done.add("dropped " + names);
            }
        };
    }

    private static SettingOverrides overrides(Map<String, String> settings) {
        return new SettingOverrides(settings, Map.of());
    }

    private void change(Map<String, String> after) {
        PreparedChange change = changes.prepare(stored, after, overrides(after));
        change.use();
        stored = after;
    }

    private void assertRefused(Map<String, String> after, String... words) {
        assertThatThrownBy(() -> changes.prepare(stored, after, overrides(after)))
                .isInstanceOf(ChangeRefused.class)
                .hasMessageContainingAll(words);
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(name, value);
        return more;
    }

    @Test
    void aListenerComesWithItsOwnSettingsAndGoes() {
        change(ONE_MORE);
        change(Map.of());

        assertThat(done)
                .containsExactly(
                        "used [PLAINTEXT@9092, CLIENTS@9093, LATE@9094]", "used [PLAINTEXT@9092, CLIENTS@9093]");
        assertThat(changes.leaving(overrides(Map.of()))).isEmpty();
    }

    @Test
    void whatIsFoundAtTheStartIsThere() {
        assertThat(changes.settle(overrides(ONE_MORE)))
                .extracting(ListenerConfig::name)
                .containsExactly("PLAINTEXT", "CLIENTS", "LATE");
        assertThat(changes.holds("listeners", overrides(ONE_MORE))).isTrue();
        assertThat(changes.holds(MECHANISMS, overrides(ONE_MORE))).isTrue();
        assertThat(changes.leaving(overrides(Map.of()))).containsExactly("late");
    }

    @Test
    void cdy14_whatIsNoGoodAtTheStartIsNotUsed() {
        Map<String, String> bad = Map.of("listeners", "LATE://localhost:9094", MECHANISMS, "SCRAM-SHA-256");

        assertThat(changes.settle(overrides(bad)))
                .extracting(ListenerConfig::name)
                .containsExactly("PLAINTEXT", "CLIENTS");
        assertThat(changes.holds("listeners", overrides(bad))).isFalse();
        assertThat(changes.holds(MECHANISMS, overrides(bad))).isFalse();
    }

    @Test
    void othersAreToldOfAnotherWayToAListener() {
        change(Map.of("advertised.listeners", "PLAINTEXT://localhost:9092,CLIENTS://localhost:19093"));

        assertThat(done).containsExactly("used [PLAINTEXT@9092, CLIENTS@19093]");
    }

    @Test
    void settingsThatSayNothingAboutListenersOpenNothing() {
        change(Map.of("foo.bar", "1"));

        assertThat(done).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listeners|CLIENTS://localhost:9093|the name of an advertised listener",
                "listeners|PLAINTEXT://localhost:9092,CLIENTS://localhost:9095|is bound to localhost:9093",
                "listeners|PLAINTEXT://localhost:9092,CLIENTS://localhost:9092|a port of its own",
                "listeners|PLAINTEXT://localhost:9092,CLIENTS://localhost:9093,TLS://localhost:9094|ssl.keystore",
                "listeners|PLAINTEXT://localhost:9092,OTHER://localhost:9094|an entry for listener OTHER too",
                "listeners|nonsense|NAME://host:port",
                "advertised.listeners|PLAINTEXT://localhost:9092,LATE://localhost:9094|names that are in listeners",
                "advertised.listeners|CLIENTS://localhost:9093|the name of an advertised listener",
                "listener.security.protocol.map|PLAINTEXT:PLAINTEXT,CLIENTS:SSL|ssl.keystore.location",
                "listener.name.late.sasl.enabled.mechanisms|PLAIN|is a setting of no listener of this broker",
            })
    void whatCannotBeIsRefused(String name, String value, String reason) {
        assertRefused(Map.of(name, value), reason);
        assertThat(done).isEmpty();
    }

    @Test
    void theProtocolOfAListenerStays() {
        assertRefused(
                Map.of(
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,CLIENTS:SASL_PLAINTEXT",
                        "sasl.enabled.mechanisms",
                        "PLAIN"),
                "sasl.enabled.mechanisms");
        ListenerChanges scram = broker(Map.of("sasl.enabled.mechanisms", "SCRAM-SHA-256"));
        Map<String, String> other =
                Map.of("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CLIENTS:SASL_PLAINTEXT");

        assertThatThrownBy(() -> scram.prepare(Map.of(), other, overrides(other)))
                .hasMessageContaining(
                        "listener CLIENTS has the protocol PLAINTEXT, which cannot become SASL_PLAINTEXT");
    }

    @Test
    void whatARunningListenerWasOpenedWithStays() {
        change(ONE_MORE);

        assertRefused(with(ONE_MORE, MECHANISMS, "PLAIN"), MECHANISMS, "take the listener out of listeners first");
        Map<String, String> without = new HashMap<>(ONE_MORE);
        without.remove(MECHANISMS);
        assertRefused(without, "sasl.enabled.mechanisms");
    }

    @Test
    void plaintextNeedsItsOverrideHereToo() {
        ListenerChanges closed = broker(Map.of(
                "listeners", "TLS://localhost:9092",
                "inter.broker.listener.name", "TLS",
                "ssl.client.auth", "required",
                "ssl.keystore.type", "PEM",
                "ssl.keystore.key", "a key",
                "ssl.keystore.certificate.chain", "a chain",
                "password.encoder.secret", "so that nobody looks at the stores",
                "allow.plaintext.listeners", "false"));
        Map<String, String> open = Map.of("listeners", "TLS://localhost:9092,CLIENTS://localhost:9093");

        assertThatThrownBy(() -> closed.prepare(Map.of(), open, overrides(open)))
                .hasMessageContaining("allow.plaintext.listeners=true");
    }

    @Test
    void whatOthersStoredAndIsNoGoodLeavesEverythingAsItIs() {
        Map<String, String> bad = Map.of("listeners", "nonsense");

        changes.follow(stored, bad, overrides(bad));
        changes.follow(bad, ONE_MORE, overrides(ONE_MORE));

        assertThat(done).containsExactly("used [PLAINTEXT@9092, CLIENTS@9093, LATE@9094]");
    }

    /** An operator can mend a provider that is away, and not a bug of ours. */
    @Test
    void whatWouldStopAStartIsRefusedWithItsReasonAndABugIsNot() {
        ScheduledExecutorService thread = Threads.timer("test-keys");
        SigningKeys nowhere = new SigningKeys(
                new KeySetFile(Path.of("/nowhere/keys.json")),
                Optional.empty(),
                new KeyTiming(Duration.ofHours(1), Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofHours(2)),
                thread,
                InstantSource.system());
        changes.begin(next -> {
            nowhere.start();
            return open(next);
        });
        assertRefused(ONE_MORE, "/nowhere/keys.json");
        thread.shutdownNow();
        changes.begin(next -> {
            throw new IllegalStateException("a bug");
        });

        assertThatThrownBy(() -> changes.prepare(stored, ONE_MORE, overrides(ONE_MORE)))
                .isInstanceOf(IllegalStateException.class);
    }
}
