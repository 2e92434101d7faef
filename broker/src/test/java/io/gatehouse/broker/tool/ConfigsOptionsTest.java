package io.gatehouse.broker.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigsOptionsTest {
    private static ConfigsOptions parse(String words) {
        List<String> arguments = new ArrayList<>(List.of("--bootstrap-server", "localhost:9092"));
        arguments.addAll(List.of(words.split(" ")));
        return ConfigsOptions.parse(arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--topic t|Command must include exactly one action: --describe, --alter",
                "--alter --describe --topic t|Command must include exactly one action: --describe, --alter",
                "--describe --topic t --add-config a=b|can't be used with option \"[add-config]\"",
                "--alter --topic t|At least one of --add-config, --add-config-file, or --delete-config must be",
                "--alter --entity-type topics --add-config a=b|An entity name must be specified with --alter of topics",
                "--alter --entity-type users --add-config a=b|An entity-name or default entity must be specified",
                "--describe --entity-type nothing|Invalid entity type nothing, the entity type must be one of topics",
                "--describe|At least one entity type must be specified",
                "--describe --entity-type topics --topic t|Duplicate entity type(s) specified: topics",
                "--describe --user u --user-defaults|Duplicate entity type(s) specified: users",
                "--describe --topic t --user u|Only 'users' and 'clients' entity types may be specified together",
                "--describe --user u --entity-type clients|should not be used in conjunction with specific entity flags",
                "--describe --entity-type users --entity-name u --entity-name w|More entity names specified than",
                "--alter --broker abc --add-config a=b|must be a valid integer broker id, but it is: abc",
                "--alter --ip 1::2::3 --add-config connection_creation_rate=1|must be a valid IP or resolvable host",
                "--describe --entity-type broker-loggers|An entity name must be specified with --describe of broker-l",
                "--alter --topic t --add-config a|all configs to be added must be in the format \"key=val\"",
                "--alter --topic t --add-config a=b --add-config-file f|Only one of --add-config or --add-config-file",
                "--alter --topic t --add-config a=b --delete-config a|a is both added and deleted",
                "--alter --topic t --topic u --add-config a=b|Found multiple arguments for option topic",
                "--describe --topic|Option topic requires an argument",
                "--describe --topic --all|Option topic requires an argument",
                "--describe --topic t extra|'extra' does not belong to an option",
                "--unknown|unknown is not a recognized option",
                "--describe --topic t --bootstrap-controller x:1|Only one of --bootstrap-server or"
            })
    void whatContradictsItselfIsRefused(String words, String message) { // CONFORMANCE CLR-05, SCR-23
        assertThatThrownBy(() -> parse(words)).isInstanceOf(ToolRefusal.class).hasMessageContaining(message);
    }

    @Test
    void withoutABrokerThereIsNothingToAsk() {
        assertThatThrownBy(() -> ConfigsOptions.parse(List.of("--describe", "--topic", "t")))
                .hasMessage("Either --bootstrap-server or --bootstrap-controller must be specified.");
    }

    @Test
    void namesBelongToTypesInTheirOrder() { // CONFORMANCE QCL-01, QCL-04
        ConfigsOptions options =
                parse("--describe --entity-type users --entity-name u --entity-type clients --entity-default");

        assertThat(options.entities())
                .containsExactly(
                        new Entity(EntityKind.USERS, Optional.of("u")),
                        new Entity(EntityKind.CLIENTS, Optional.of("")));
        assertThat(options.entities().get(1).isDefault()).isTrue();
    }

    @Test
    void anEqualsSignMayStandBetweenAnOptionAndItsValue() {
        assertThat(parse("--describe --topic=t").first().name()).contains("t");
    }

    @Test
    void bracketsHoldValuesWithCommasTogether() {
        ConfigsOptions options = parse(
                "--alter --topic t --add-config cleanup.policy=[compact,delete],retention.ms=5 --delete-config a,,b");

        assertThat(options.add())
                .containsExactly(entry("cleanup.policy", "compact,delete"), entry("retention.ms", "5"));
        assertThat(options.delete()).containsExactly("a", "b");
    }

    @Test
    void aPasswordMayHoldAnEqualsSignInsideBrackets() {
        assertThat(ConfigPairs.parse("SCRAM-SHA-256=[iterations=8192,password=a=b]"))
                .containsExactly(entry("SCRAM-SHA-256", "iterations=8192,password=a=b"));
    }

    @Test
    void configsMayComeFromAFile(@TempDir Path folder) throws IOException { // CONFORMANCE QCL-11
        Path file = folder.resolve("add.properties");
        Files.writeString(file, "segment.ms=60000\nretention.ms=2000\n");

        ConfigsOptions options = parse("--alter --topic t --add-config-file " + file);

        assertThat(options.add()).containsExactly(entry("retention.ms", "2000"), entry("segment.ms", "60000"));
    }
}
