package io.gatehouse.acl;

import static io.gatehouse.acl.Rules.allow;
import static io.gatehouse.acl.Rules.at;
import static io.gatehouse.acl.Rules.deny;
import static io.gatehouse.acl.Rules.engine;
import static io.gatehouse.acl.Rules.subject;
import static io.gatehouse.acl.Rules.topic;
import static io.gatehouse.acl.Rules.topics;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** CONFORMANCE AZN-21: may alice write to at least one topic? */
class AnyResourceTest {
    private static final Operation WRITE = Operation.WRITE;

    static Stream<Arguments> cases() {
        return Stream.of(
                arguments("no rule", false, rules(), false),
                arguments("no rule, permissive", true, rules(), true),
                arguments("one topic", false, rules(allow("alice", WRITE, topic("t"))), true),
                arguments(
                        "one topic, other operation", false, rules(allow("alice", Operation.READ, topic("t"))), false),
                arguments("everybody, all operations", false, rules(allow("*", Operation.ALL, topics("t"))), true),
                arguments("other principal", false, rules(allow("bob", WRITE, topic("*"))), false),
                arguments("other host", false, rules(at("10.9.9.9", allow("alice", WRITE, topic("t")))), false),
                arguments(
                        "all denied",
                        true,
                        rules(allow("alice", WRITE, topic("t")), deny("*", WRITE, topic("*"))),
                        false),
                arguments(
                        "the one topic denied by name",
                        false,
                        rules(allow("alice", WRITE, topic("t")), deny("alice", Operation.ALL, topic("t"))),
                        false),
                arguments(
                        "the prefix denied by a shorter one",
                        false,
                        rules(allow("alice", WRITE, topics("team-a")), deny("alice", WRITE, topics("team"))),
                        false),
                arguments(
                        "the prefix denied in part",
                        false,
                        rules(
                                allow("alice", WRITE, topics("team")),
                                deny("alice", WRITE, topics("team-a")),
                                deny("alice", WRITE, topic("team"))),
                        true),
                arguments(
                        "everything allowed, some denied",
                        false,
                        rules(
                                allow("alice", WRITE, topic("*")),
                                deny("alice", WRITE, topics("t")),
                                deny("alice", WRITE, topic("u"))),
                        true));
    }

    private static List<AccessRule> rules(AccessRule... rules) {
        return List.of(rules);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void someTopicMayBeWrittenUnlessAllThatIsAllowedIsDenied(
            String name, boolean permissive, List<AccessRule> rules, boolean expected) {
        AclEngine engine = engine(permissive, rules.toArray(AccessRule[]::new));

        boolean any = engine.access(subject("alice")).anyOf(WRITE, ResourceType.TOPIC);

        assertThat(any).as(name).isEqualTo(expected);
    }
}
