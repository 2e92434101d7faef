package io.gatehouse.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups whose members a file names (PEERS C8). */
class GroupMembersTest {
    private static final AccessRule OF_OPS =
            new AccessRule(Rules.topic("t"), "Group:ops", AccessRule.ANY_HOST, Operation.READ, Permission.ALLOW);

    @Test
    void linesAreRead() {
        GroupMembers members = GroupMembers.parse("""
                # who is on call
                ops = User:alice; User:CN=app,O=x ;

                audit=Group:ops
                """);

        assertThat(members.byGroup())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("ops", Set.of("User:alice", "User:CN=app,O=x"), "audit", Set.of("Group:ops")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ops", "=User:a", "ops=", "ops=alice", "ops=User:", "ops=User:*", "a=User:a\na=User:b"})
    void whatIsNoGroupIsToldWithItsLine(String text) {
        assertThatThrownBy(() -> GroupMembers.parse("# remark\n" + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("line [23] \\(expected: .*");
    }

    @Test
    void aMemberHasTheGroupsRightsFromTheNextDecisionOn() {
        AclEngine engine = Rules.engine(OF_OPS);
        Subject alice = Rules.subject("alice");
        Subject carol = new Subject(VerifiedPrincipal.user("carol"), Rules.HOME, Set.of("proved"));
        Access before = engine.access(alice);

        engine.replace(GroupMembers.parse("ops = User:alice; User:carol"));

        assertThat(before.outdated()).isTrue();
        assertThat(may(engine, alice)).isTrue();
        assertThat(may(engine, carol)).isTrue();
        assertThat(may(engine, Rules.subject("bob"))).isFalse();
        assertThat(engine.decideAny(alice, Operation.READ, ResourceType.TOPIC)).isTrue();
        assertThat(engine.policy().known(carol).groupTexts()).containsExactly("Group:ops", "Group:proved");

        engine.replace(GroupMembers.parse("ops = User:bob"));

        assertThat(may(engine, alice)).isFalse();
        assertThat(may(engine, Rules.subject("bob"))).isTrue();
    }

    @Test
    void newRulesLeaveTheGroupsAsTheyAre() {
        AclEngine engine = Rules.engine();
        engine.replace(GroupMembers.parse("ops = User:alice"));

        engine.replace(new AclSnapshot(List.of(OF_OPS)));
        engine.close();
        engine.replace(new AclSnapshot(List.of(OF_OPS)));

        assertThat(may(engine, Rules.subject("alice"))).isTrue();
    }

    private static boolean may(AclEngine engine, Subject subject) {
        return engine.decide(subject, Operation.READ, ResourceType.TOPIC, "t").allowed();
    }
}
