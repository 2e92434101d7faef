package io.gatehouse.acl;

import static io.gatehouse.acl.Rules.allow;
import static io.gatehouse.acl.Rules.at;
import static io.gatehouse.acl.Rules.deny;
import static io.gatehouse.acl.Rules.engine;
import static io.gatehouse.acl.Rules.topic;
import static io.gatehouse.acl.Rules.topics;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules for groups that were proved with a principal (PEERS C8). */
final class GroupRulesTest {
    private static final Subject MEMBER = member("alice", "ops", "domain users");

    private static Subject member(String user, String... groups) {
        return new Subject(VerifiedPrincipal.user(user), Rules.HOME, Set.of(groups));
    }

    private static AccessRule ofGroup(String group, AccessRule rule) {
        return new AccessRule(rule.pattern(), "Group:" + group, rule.host(), rule.operation(), rule.permission());
    }

    private static boolean may(AclEngine engine, Subject subject, String topic) {
        return engine.decide(subject, Operation.READ, ResourceType.TOPIC, topic).allowed();
    }

    @Test
    void whatAGroupMayItsMembersMay() {
        AclEngine engine = engine(
                ofGroup("ops", allow("x", Operation.READ, topic("t"))),
                ofGroup("domain users", allow("x", Operation.READ, topics("pub-"))));

        assertThat(may(engine, MEMBER, "t")).isTrue();
        assertThat(may(engine, MEMBER, "pub-1")).isTrue();
        assertThat(may(engine, MEMBER, "u")).isFalse();
        assertThat(may(engine, member("alice", "dev"), "t")).isFalse();
        assertThat(may(engine, Rules.subject("alice"), "t")).isFalse();
    }

    @Test
    void whatAGroupMayNotNoMemberMay() {
        AclEngine engine = engine(
                allow("alice", Operation.READ, topic("t")),
                allow("*", Operation.READ, topic("t")),
                ofGroup("ops", deny("x", Operation.READ, topics("t"))));

        assertThat(may(engine, MEMBER, "t")).isFalse();
        assertThat(may(engine, member("alice", "dev"), "t")).isTrue();
    }

    @Test
    void aGroupIsNoUserAndAUserIsNoGroup() {
        AclEngine engine = engine(
                allow("ops", Operation.READ, topic("t")), ofGroup("alice", allow("x", Operation.READ, topic("t"))));

        assertThat(may(engine, MEMBER, "t")).isFalse();
    }

    @Test
    void onlyUsersHaveAWordForEverybody() {
        AclEngine engine = engine(ofGroup("*", allow("x", Operation.READ, topic("t"))));

        assertThat(may(engine, MEMBER, "t")).isFalse();
    }

    @Test
    void aSuperUsersNameAsAGroupIsWorthNothing() {
        assertThat(may(engine(), member("alice", "admin"), "t")).isFalse();
    }

    @Test
    void aRuleOfAGroupHasItsHostToo() {
        AclEngine engine = engine(ofGroup("ops", at("10.0.0.9", allow("x", Operation.READ, topic("t")))));

        assertThat(may(engine, MEMBER, "t")).isFalse();
        assertThat(may(engine, new Subject(VerifiedPrincipal.user("alice"), "10.0.0.9", Set.of("ops")), "t"))
                .isTrue();
    }

    @Test
    void someResourceIsFoundForAGroup() {
        AclEngine engine = engine(ofGroup("ops", allow("x", Operation.WRITE, topics("t"))));

        assertThat(engine.decideAny(MEMBER, Operation.WRITE, ResourceType.TOPIC))
                .isTrue();
        assertThat(engine.decideAny(Rules.subject("alice"), Operation.WRITE, ResourceType.TOPIC))
                .isFalse();
    }
}
