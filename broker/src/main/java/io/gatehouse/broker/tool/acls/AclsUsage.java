package io.gatehouse.broker.tool.acls;

/** The list of options. */
final class AclsUsage {
    private AclsUsage() {}

    static String text() {
        return """
                Lists, adds and removes access rules.

                usage: kafka-acls.sh --bootstrap-server HOST:PORT[,HOST:PORT ...] [--command-config FILE]
                                     (--list | --add | --remove) [option ...]

                Option                          Description
                ------                          -----------
                --bootstrap-server <host:port>  The brokers to ask first (required).
                --command-config <file>         Properties of the admin client: who you are, security, timeouts.

                --list                          Show rules: all, or those of the resources that are named.
                --principal <type:name>         With --list: only the rules of this principal. May be given again.
                --json                          With --list: one JSON document, in the same order; gatehouse acls test
                                                takes it as --rules.
                --add                           Add rules. What is there already is told and left alone.
                --remove                        Remove rules; without a principal, all of the resource.
                --force                         With --remove: do not ask.

                --topic <name>, --group <name>, --transactional-id <id>, --delegation-token <id>
                                                The resource; * is all. May be given again.
                --user-principal <type:name>    The resource is a user, for rights on tokens for him.
                --cluster                       The resource is the cluster.
                --resource-pattern-type <type>  How names are meant: literal (default) or prefixed. With --list and --remove
                                                also any (either, of just this name) and match (all that affect
                                                this name; take care with --remove).

                --allow-principal <type:name>   Who may, such as User:alice, Group:ops or User:'*'. May be given again.
                --deny-principal <type:name>    Who may not, whatever else allows it. May be given again.
                --allow-host <host>, --deny-host <host>
                                                Where from: an address, a network such as 10.0.0.0/8, or * (default).
                                                May be given again.
                --operation <name>              What (default: All). May be given again.

                --producer                      Short for Write, Describe and Create on --topic, and Write and Describe on
                                                --transactional-id.
                --idempotent                    With --producer: IdempotentWrite on the cluster as well.
                --consumer                      Short for Read and Describe on --topic, and Read on --group.

                --help                          This text.
                --version                       The version of the Kafka client inside.

                Operations on topics:            Read, Write, Create, Describe, Delete, Alter, DescribeConfigs, AlterConfigs
                           on groups:            Read, Describe, Delete
                           on the cluster:       Create, ClusterAction, DescribeConfigs, AlterConfigs, IdempotentWrite, Alter,
                                                 Describe
                           on transactional ids: Describe, Write
                           on delegation tokens: Describe
                           on user principals:   CreateTokens, DescribeTokens
                           on any of them:       All

                What rules mean, who may do what and why: gatehouse acls.

                exit codes: 0 done, 1 not done

                examples:
                  kafka-acls.sh --bootstrap-server localhost:9094 --command-config admin.properties --list
                  kafka-acls.sh --bootstrap-server localhost:9094 --command-config admin.properties --list --topic payments \\
                    --resource-pattern-type match --json
                  kafka-acls.sh --bootstrap-server localhost:9094 --command-config admin.properties --add \\
                    --allow-principal User:alice --producer --topic payments
                  kafka-acls.sh --bootstrap-server localhost:9094 --command-config admin.properties --add \\
                    --allow-principal User:bob --consumer --topic payments- --group ledger- --resource-pattern-type prefixed
                  kafka-acls.sh --bootstrap-server localhost:9094 --command-config admin.properties --add \\
                    --deny-principal User:eve --deny-host 198.51.100.3 --operation Read --topic payments
                  kafka-acls.sh --bootstrap-server localhost:9094 --command-config admin.properties --remove \\
                    --allow-principal User:alice --producer --topic payments""";
    }
}
