package io.gatehouse.acl;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.auth.audit.AuditTrail;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DecisionAuditTest {
    private final Logger trail = (Logger) LoggerFactory.getLogger(AuditTrail.LOGGER_NAME);
    private final Logger decisions = (Logger) LoggerFactory.getLogger(DecisionAudit.LOGGER_NAME);
    private final ListAppender<ILoggingEvent> audited = new ListAppender<>();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    private final AclEngine engine =
            new AclEngine(Set.of(), false, new DecisionAudit(new AuditTrail(), Set.of(Operation.ALTER)));

    @BeforeEach
    void listen() {
        engine.replace(new AclSnapshot(List.of(
                Rules.allow("alice", Operation.READ, Rules.topic("t")),
                Rules.deny("alice", Operation.WRITE, Rules.topics("t")))));
        audited.start();
        logged.start();
        trail.setAdditive(false);
        trail.addAppender(audited);
        decisions.setAdditive(false);
        decisions.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        trail.detachAppender(audited);
        decisions.detachAppender(logged);
        decisions.setLevel(null);
    }

    private void check(Operation operation, String topic) {
        boolean unused = engine.access(Rules.subject("alice"), new Asker("Produce", "7qk2", "app-1"))
                .check(operation, ResourceType.TOPIC, topic, topic)
                .allowed();
    }

    private static List<String> fields(ILoggingEvent event) {
        return event.getKeyValuePairs().stream()
                .map(pair -> pair.key + "=" + pair.value)
                .toList();
    }

    @Test
    void aRefusalIsAuditedAndLoggedAtInfo() { // CONFORMANCE AZN-28, attack 131
        decisions.setLevel(Level.INFO);

        check(Operation.WRITE, "t");
        check(Operation.READ, "t");

        List<String> details = List.of(
                "principal=User:alice",
                "operation=Write",
                "host=10.0.0.7",
                "resource=Topic:LITERAL:t",
                "request=Produce",
                "session=7qk2",
                "client=app-1",
                "resources=1",
                "reason=DENY_RULE",
                "rule=Deny Write to User:alice from * on Topic:PREFIXED:t");
        assertThat(audited.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.INFO);
            assertThat(fields(event))
                    .startsWith("event=access", "outcome=denied")
                    .containsAll(details);
        });
        assertThat(logged.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.INFO);
            assertThat(fields(event)).startsWith("outcome=Denied").containsAll(details);
        });
    }

    @Test
    void whatWasAllowedIsLoggedAtDebugOnly() { // CONFORMANCE AZN-28
        decisions.setLevel(Level.DEBUG);

        check(Operation.READ, "t");

        assertThat(audited.list).isEmpty();
        assertThat(logged.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.DEBUG);
            assertThat(fields(event)).startsWith("outcome=Allowed").contains("reason=ALLOW_RULE");
        });
    }

    @Test
    void whatWasAllowedIsAuditedWhereThatIsWanted() {
        engine.replace(new AclSnapshot(List.of(Rules.allow("alice", Operation.ALL, Rules.topic("t")))));

        check(Operation.READ, "t");
        check(Operation.ALTER, "t");

        assertThat(audited.list)
                .singleElement()
                .satisfies(event -> assertThat(fields(event))
                        .startsWith("event=access", "outcome=allowed")
                        .contains("operation=Alter"));
    }

    @Test
    void aRefusalThatDoesNotBindYetIsAuditedAsSuch() { // PEERS C9
        AclEngine shadow = new AclEngine(
                new AclPolicy(true, Set.of(), false, new ShadowScope(Set.of("User:alice")), AclSnapshot.EMPTY),
                new DecisionAudit(new AuditTrail(), Set.of()));

        boolean allowed = shadow.access(Rules.subject("alice"))
                .check(Operation.READ, ResourceType.TOPIC, "t", "t")
                .allowed();

        assertThat(allowed).isTrue();
        assertThat(audited.list)
                .singleElement()
                .satisfies(event -> assertThat(fields(event))
                        .startsWith("event=access", "outcome=shadowed")
                        .contains("reason=NO_RULE_FOR_RESOURCE"));
    }

    @Test
    void whatAPeerSentIsEscaped() {
        check(Operation.READ, "x\nINFO forged");

        assertThat(fields(audited.list.get(0))).contains("resource=Topic:LITERAL:x\\u000aINFO forged");
    }
}
