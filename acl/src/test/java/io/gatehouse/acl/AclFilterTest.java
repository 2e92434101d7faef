package io.gatehouse.acl;

import static io.gatehouse.acl.Rules.allow;
import static io.gatehouse.acl.Rules.deny;
import static io.gatehouse.acl.Rules.topic;
import static io.gatehouse.acl.Rules.topics;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AclFilterTest {
    private static final AclSnapshot RULES = new AclSnapshot(List.of(
            allow("literal", Operation.READ, topic("Test-topic")),
            allow("wildcard", Operation.READ, topic("*")),
            allow("prefix", Operation.READ, topics("Test-")),
            allow("exact-prefix", Operation.READ, topics("Test-topic")),
            deny("other", Operation.READ, topic("Other"))));

    private static AclFilter named(PatternFilter patterns, Optional<String> name) {
        return new AclFilter(
                Optional.of(ResourceType.TOPIC),
                name,
                patterns,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "LITERAL, Test-topic, literal",
        "LITERAL, *, wildcard",
        "PREFIXED, Test-, prefix",
        "PREFIXED, Test-topic, exact-prefix",
        "ANY, Test-topic, exact-prefix literal",
        "MATCH, Test-topic, exact-prefix literal prefix wildcard",
        "MATCH, Test, wildcard",
        "LITERAL,, literal other wildcard",
        "PREFIXED,, exact-prefix prefix",
        "ANY,, exact-prefix literal other prefix wildcard",
        "MATCH,, exact-prefix literal other prefix wildcard"
    })
    void aFilterFindsThePatternsThatItsTypeSays(PatternFilter patterns, String name, String users) { // AZN-18..20
        List<AccessRule> found = RULES.lasting(named(patterns, Optional.ofNullable(name)));

        assertThat(found)
                .extracting(rule -> rule.principal().substring("User:".length()))
                .containsExactlyInAnyOrder(users.split(" "));
    }

    @Test
    void theOtherPartsAreComparedWhole() {
        AclFilter denials = new AclFilter(
                Optional.empty(),
                Optional.empty(),
                PatternFilter.ANY,
                Optional.of("User:other"),
                Optional.of("*"),
                Optional.of(Operation.READ),
                Optional.of(Permission.DENY));

        assertThat(RULES.lasting(denials)).containsExactly(deny("other", Operation.READ, topic("Other")));
        assertThat(RULES.lasting(AclFilter.ALL)).hasSize(5);
    }
}
