package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyTableTest {
    private static final List<Class<?>> TABLES = List.of(
            AccessKeys.class,
            GroupKeys.class,
            IdentityKeys.class,
            KraftKeys.class,
            LogKeys.class,
            NetworkKeys.class,
            OauthKeys.class,
            OwnKeys.class,
            PluginKeys.class,
            QuotaKeys.class,
            ReplicationKeys.class,
            SaslKeys.class,
            TieredKeys.class,
            TlsKeys.class,
            TokenKeys.class,
            TransactionKeys.class,
            ZooKeeperKeys.class);

    /** A constant that its table's list leaves out would be read and yet unknown. */
    @Test
    void everyConstantIsInTheTable() throws IllegalAccessException {
        for (Class<?> table : TABLES) {
            for (Field field : table.getDeclaredFields()) {
                if (field.getType() == ConfigKey.class) {
                    assertThat(KeyTable.keys()).contains((ConfigKey<?>) field.get(null));
                }
            }
        }
    }

    @Test
    void everyDefaultIsALegalValue() {
        for (ConfigKey<?> key : KeyTable.keys()) {
            assertThat(key.defaultText().isEmpty()
                            || key.type().parse(key.defaultText().get()).isPresent())
                    .as(key.name())
                    .isTrue();
        }
        for (TopicConfigKey key : TopicConfigTable.keys()) {
            assertThat(key.mistake(key.defaultValue())).as(key.name()).isEmpty();
        }
    }

    /** CONFORMANCE 8.2: one default, told twice. */
    @Test
    void topicsAndBrokerAgreeOnDefaults() {
        for (TopicConfigKey key : TopicConfigTable.keys()) {
            List<String> defaults = new ArrayList<>();
            key.brokerKeys()
                    .forEach(synonym -> KeyTable.find(synonym.key())
                            .flatMap(ConfigKey::defaultText)
                            .ifPresent(text -> defaults.add(key.inherited(Map.of(synonym.key(), text)))));

            assertThat(defaults).as(key.name()).allMatch(key.defaultValue()::equals);
        }
    }

    @Test
    void topicKeysAreSortedAndTheirBrokerKeysExist() {
        assertThat(TopicConfigTable.keys()).extracting(TopicConfigKey::name).isSorted();
        TopicConfigTable.keys().stream()
                .flatMap(key -> key.brokerKeys().stream())
                .forEach(synonym -> assertThat(KeyTable.find(synonym.key()))
                        .as(synonym.key())
                        .isPresent());
    }

    /** Attack 291. */
    @Test
    void aKeyThatStandsTwiceIsAMistake(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("x.properties");
        Files.writeString(file, "\uFEFFa=1\nb=2\na=3\n");
        Findings findings = new Findings();

        Map<String, String> read = PropertiesFile.read(file, findings);

        assertThat(read).containsEntry("b", "2");
        assertThat(findings.report().mistakes()).extracting(Mistake::key).containsExactly(file.toString(), "a");
    }

    @Test
    void aFileThatCannotBeReadIsAMistake(@TempDir Path folder) {
        Findings findings = new Findings();

        assertThat(PropertiesFile.read(folder.resolve("absent"), findings)).isEmpty();
        assertThat(findings.report().toString()).contains("expected: a readable properties file");
    }

    @Test
    void aMistakeOfAnotherModuleKeepsItsKey() {
        assertThat(Mistake.ofLine("ssl.client.auth = x (expected: none)"))
                .isEqualTo(new Mistake("ssl.client.auth", "x", "none"));
        assertThat(Mistake.ofLine("ssl.key.password is set without a key store (expected: one)"))
                .isEqualTo(new Mistake("ssl.key.password", "a value that is set without a key store", "one"));
    }
}
