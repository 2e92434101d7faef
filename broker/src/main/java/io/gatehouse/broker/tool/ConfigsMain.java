package io.gatehouse.broker.tool;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * {@code bin/kafka-configs.sh}: describes and changes configs, quotas and SCRAM credentials, with the options and the
 * output of Apache Kafka's ConfigCommand, which needs Scala (CONFORMANCE CLI-08). Unlike that one it never prints a
 * password.
 */
public final class ConfigsMain {
    private static final Set<String> QUOTAS =
            Set.of("producer_byte_rate", "consumer_byte_rate", "request_percentage", "controller_mutation_rate");
    private static final Set<String> IP_QUOTAS = Set.of("connection_creation_rate");

    private final PrintStream out;
    private final PrintStream err;

    ConfigsMain(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(new ConfigsMain(out, err).run(List.of(arguments)));
    }

    int run(List<String> arguments) {
        if (arguments.contains("--version")) {
            out.println(AppInfoParser.getVersion());
            return 0;
        }
        if (arguments.isEmpty() || arguments.contains("--help")) {
            err.println(ConfigsUsage.text());
            return 1;
        }
        try {
            execute(ConfigsOptions.parse(arguments));
            return 0;
        } catch (ToolRefusal refusal) {
            err.println(refusal.getMessage());
            if (refusal.showUsage()) {
                err.println(ConfigsUsage.text());
            }
        } catch (ExecutionException | TimeoutException | KafkaException failure) {
            err.println("Error while executing config command with args '" + withoutPasswords(arguments) + "'");
            err.println(failure.getCause() == null ? failure : failure.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private void execute(ConfigsOptions options) throws ExecutionException, InterruptedException, TimeoutException {
        if (options.alter()) {
            checkConfigNames(options);
        }
        Map<String, Object> client = new HashMap<>();
        options.commandConfig().map(ConfigPairs::load).ifPresent(client::putAll);
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServer());
        client.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, "kafka-configs");
        try (Admin admin = Admin.create(client)) {
            if (options.alter()) {
                alter(options, admin);
            } else {
                describe(options, admin);
            }
        }
    }

    private void alter(ConfigsOptions options, Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (!options.first().kind().hasQuotas()) {
            new ResourceConfigs(admin, out).alter(options.first(), options.add(), options.delete());
        } else if (named(options).anyMatch(ScramConfigs::names)) {
            new ScramConfigs(admin, out).alter(options.first(), options.add(), options.delete());
        } else {
            new QuotaConfigs(admin, out).alter(options.entities(), options.add(), options.delete());
        }
    }

    private void describe(ConfigsOptions options, Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        Entity first = options.first();
        if (!first.kind().hasQuotas()) {
            new ResourceConfigs(admin, out).describe(first, options.all());
            return;
        }
        new QuotaConfigs(admin, out).describe(options.entities());
        boolean usersAlone = options.entities().size() == 1 && first.kind() == EntityKind.USERS;
        if (usersAlone && !first.isDefault()) {
            new ScramConfigs(admin, out).describe(first);
        }
    }

    private static Stream<String> named(ConfigsOptions options) {
        return Stream.concat(options.add().keySet().stream(), options.delete().stream());
    }

    /** What users, clients and addresses can have; topics and brokers are checked by the broker. */
    private static void checkConfigNames(ConfigsOptions options) {
        EntityKind kind = options.first().kind();
        if (!kind.hasQuotas()) {
            return;
        }
        boolean users = options.entities().size() == 1 && kind == EntityKind.USERS;
        boolean scram = users && named(options).anyMatch(ScramConfigs::names);
        Set<String> quotas = kind == EntityKind.IPS ? IP_QUOTAS : QUOTAS;
        Set<String> unexpected = options.add().keySet().stream()
                .filter(name -> !quotas.contains(name) && !(users && ScramConfigs.names(name)))
                .collect(Collectors.toSet());
        if (!unexpected.isEmpty()) {
            throw new ToolRefusal(unexpected(kind, users, unexpected));
        }
        if (scram && named(options).anyMatch(quotas::contains)) {
            throw new ToolRefusal(
                    "Cannot alter both quota and SCRAM credential configs simultaneously for 'users' using"
                            + " --bootstrap-server.");
        }
        if (scram && options.first().isDefault()) {
            throw new ToolRefusal("The use of --entity-default or --user-defaults is not allowed with User SCRAM"
                    + " Credentials using --bootstrap-server.");
        }
    }

    private static String unexpected(EntityKind kind, boolean users, Set<String> names) {
        String found =
                " configs can be added for '" + (users || kind == EntityKind.IPS ? kind : EntityKind.CLIENTS).plural()
                        + "' using --bootstrap-server. Unexpected config names: ";
        if (kind == EntityKind.IPS) {
            return "Only connection quota" + found + String.join(",", names);
        }
        return (users ? "Only quota and SCRAM credential" : "Only quota")
                + found
                + names.stream().sorted().collect(Collectors.joining(", ", "Set(", ")"));
    }

    /** Kafka's tool repeats its arguments when it fails; ours leaves out what follows an equals sign in added configs. */
    private static String withoutPasswords(List<String> arguments) {
        return arguments.stream()
                .map(argument -> argument.replaceAll("(?i)((?:password|secret|jaas\\.config)[^=]*=).*", "$1[hidden]"))
                .collect(Collectors.joining(" "));
    }
}
