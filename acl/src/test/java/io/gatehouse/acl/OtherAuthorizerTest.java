package io.gatehouse.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.Decision.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CONFORMANCE SPI-03: another authorizer decides in the place of our rules. */
final class OtherAuthorizerTest {
    private static final Asker ASKER = new Asker("FETCH", "7qk2", "app", Origin.adminEndpoint());

    private final List<AccessCheck> audited = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final AclEngine engine = AclEngine.askingInstead(new OnlyReads(), audited::add);

    /** Lets everybody read. */
    private final class OnlyReads implements OtherAuthorizer {
        @Override
        public boolean allows(Question question, Asker asker, boolean logged) {
            asked.add(question.subject() + " " + question.operation() + " " + question.name() + " for "
                    + asker.request() + (logged ? " logged" : ""));
            return question.operation() == Operation.READ;
        }

        @Override
        public boolean allowsAny(Subject subject, Operation operation, ResourceType type, Asker asker) {
            asked.add(subject + " " + operation + " any " + type);
            return operation == Operation.READ;
        }
    }

    private Access alice() {
        return engine.access(Rules.subject("alice"), ASKER);
    }

    @Test
    void itsAnswersMakePermitsAndAreAudited() {
        Checked<String> reading = alice().check(Operation.READ, ResourceType.TOPIC, "t", "t");
        Checked<String> writing = alice().check(Operation.WRITE, ResourceType.TOPIC, "t", "t");

        assertThat(reading.permit()).hasValueSatisfying(permit -> permit.require(Operation.READ, ResourceType.TOPIC));
        assertThat(writing.allowed()).isFalse();
        assertThat(audited)
                .extracting(AccessCheck::decision)
                .containsExactly(Decision.OTHER_ALLOWED, Decision.OTHER_DENIED)
                .allMatch(decision -> decision.reason() == Reason.OTHER_AUTHORIZER);
        assertThat(asked).first().asString().startsWith("User:alice").endsWith("READ t for FETCH logged");
    }

    @Test
    void itIsAskedAboutListsAndAnyResourceToo() {
        boolean seen =
                alice().filter(Operation.READ, ResourceType.TOPIC, "t", "t").allowed();
        boolean any = alice().anyOf(Operation.WRITE, ResourceType.TOPIC);

        assertThat(seen).isTrue();
        assertThat(any).isFalse();
        assertThat(asked).hasSize(2).noneMatch(question -> question.endsWith("logged"));
        assertThat(audited).isEmpty();
    }

    @Test
    void rulesOfOursDoNotCount() {
        engine.replace(new AclSnapshot(List.of(
                Rules.allow("alice", Operation.WRITE, Rules.topic("t")),
                Rules.deny("alice", Operation.READ, Rules.topic("t")))));

        assertThat(alice().check(Operation.WRITE, ResourceType.TOPIC, "t", "t").allowed())
                .isFalse();
        assertThat(alice().check(Operation.READ, ResourceType.TOPIC, "t", "t").allowed())
                .isTrue();
        assertThat(engine.decide(Rules.subject("alice"), Operation.WRITE, ResourceType.TOPIC, "t")
                        .allowed())
                .isFalse();
        assertThat(engine.decidesItself()).isFalse();
    }
}
