package io.gatehouse.broker.tool;

/** The list of options. */
final class ConfigsUsage {
    private ConfigsUsage() {}

    static String text() {
        return """
                This tool helps to manipulate and describe entity config for a topic, client, user, broker, broker logger or ip
                Option                          Description
                ------                          -----------
                --bootstrap-server <host:port>  The brokers to ask first (required).
                --command-config <file>         Properties of the admin client: security, timeouts.

                --describe                      Print configs. Without a name: of all of the type.
                --all                           With --describe of topics or brokers: static and default configs too.
                --alter                         Change configs.
                --add-config <k=v,...>          Configs to set; a value with commas goes in square brackets:
                                                k1=v1,k2=[v1,v2],k3=v3
                --add-config-file <file>        Configs to set, from a file of properties; keeps passwords off the
                                                command line.
                --delete-config <k,...>         Names of configs to remove.

                --entity-type <type>            topics, brokers, broker-loggers, users, clients or ips; users and
                                                clients may stand together.
                --entity-name <name>            Name of the entity before it.
                --entity-default                Instead of a name: all without configs of their own
                                                (users, clients, brokers, ips).
                --topic, --broker, --broker-logger, --user, --client, --ip <name>
                                                Short for --entity-type and --entity-name.
                --user-defaults, --client-defaults, --broker-defaults, --ip-defaults
                                                Short for --entity-type and --entity-default.

                --help                          This text.
                --version                       The version of the Kafka client inside.

                Configs of users:    SCRAM-SHA-256, SCRAM-SHA-512 (value: [iterations=N,password=...]),
                                     producer_byte_rate, consumer_byte_rate, request_percentage,
                                     controller_mutation_rate
                Configs of clients:  producer_byte_rate, consumer_byte_rate, request_percentage,
                                     controller_mutation_rate
                Configs of ips:      connection_creation_rate
                Configs of topics and brokers: see --describe --all""";
    }
}
