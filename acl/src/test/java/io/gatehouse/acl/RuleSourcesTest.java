package io.gatehouse.acl;

import static io.gatehouse.acl.Rules.allow;
import static io.gatehouse.acl.Rules.deny;
import static io.gatehouse.acl.Rules.subject;
import static io.gatehouse.acl.Rules.topic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** PEERS 3.1 note 13: rules for a time beside those that last, with a clock that is moved by hand. */
final class RuleSourcesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final VerifiedPrincipal ADMIN = VerifiedPrincipal.user("admin");
    private static final AccessRule BOB_READS = allow("bob", Operation.READ, topic("t"));
    private static final AccessRule ALICE_READS = allow("alice", Operation.READ, topic("t"));

    private final AclEngine engine = new AclEngine(Set.of(ADMIN), false, check -> {});
    private final List<Alarm> alarms = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private Instant now = NOON;
    private final RuleSources sources = new RuleSources(
            engine,
            () -> now,
            (delay, look) -> alarms.add(new Alarm(now.plus(delay), look)),
            rule -> ended.add(rule.id()));

    private record Alarm(Instant at, Runnable look) {}

    private static TimedRule timed(String id, AccessRule rule, int from, int until) {
        return new TimedRule(
                id,
                rule,
                from == 0 ? Optional.empty() : Optional.of(NOON.plusSeconds(from)),
                NOON.plusSeconds(until),
                "incident 7",
                ADMIN,
                NOON);
    }

    /** Lets time pass, with an alarm that rings when it should. */
    private void pass(Duration time) {
        Instant end = now.plus(time);
        while (true) {
            Optional<Alarm> next = alarms.stream()
                    .filter(alarm -> !alarm.at().isAfter(end))
                    .min((one, other) -> one.at().compareTo(other.at()));
            if (next.isEmpty()) {
                now = end;
                return;
            }
            alarms.remove(next.get());
            now = next.get().at().isAfter(now) ? next.get().at() : now;
            next.get().look().run();
        }
    }

    private void seconds(int seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    private boolean reads(String user) {
        return engine.decide(subject(user), Operation.READ, ResourceType.TOPIC, "t")
                .allowed();
    }

    @Test
    void aRuleHoldsFromItsBeginToItsEndAndTheOthersAllTheTime() {
        sources.lasting(new AclSnapshot(List.of(BOB_READS)));
        sources.timed(List.of(timed("a", ALICE_READS, 60, 120)));

        assertThat(reads("alice")).as("not before its begin").isFalse();
        seconds(59);
        assertThat(reads("alice")).isFalse();
        seconds(2);
        assertThat(reads("alice")).isTrue();
        assertThat(ended).isEmpty();
        seconds(60);
        assertThat(reads("alice")).as("gone at its end").isFalse();
        assertThat(reads("bob")).isTrue();
        assertThat(ended).containsExactly("a");
        seconds(3600);
        assertThat(ended).as("told once").containsExactly("a");
        assertThat(alarms).as("nothing is left to wait for").isEmpty();
    }

    @Test
    void atTheMomentOfItsEndItIsOverHoweverLateTheAlarmRings() {
        sources.lasting(AclSnapshot.EMPTY);
        sources.timed(List.of(timed("a", ALICE_READS, 0, 60)));
        assertThat(reads("alice")).isTrue();

        now = NOON.plusSeconds(60);
        sources.lasting(new AclSnapshot(List.of(BOB_READS)));

        assertThat(reads("alice")).isFalse();
        assertThat(reads("bob")).isTrue();
        assertThat(ended).containsExactly("a");
    }

    @Test
    void eachOfManyBeginsAndEndsAtItsOwnTime() {
        sources.lasting(AclSnapshot.EMPTY);
        sources.timed(List.of(
                timed("a", ALICE_READS, 0, 30),
                timed("b", allow("carol", Operation.READ, topic("t")), 20, 50),
                timed("c", ALICE_READS, 40, 60)));

        StringBuilder seen = new StringBuilder();
        for (int second = 5; second <= 65; second += 10) {
            pass(Duration.between(now, NOON.plusSeconds(second)));
            seen.append(reads("alice") ? 'A' : '-')
                    .append(reads("carol") ? 'C' : '-')
                    .append(' ');
        }

        assertThat(seen.toString()).isEqualTo("A- A- AC -C AC A- -- ");
        assertThat(ended).containsExactly("a", "b", "c");
    }

    @Test
    void aRefusalForATimeBeatsWhatIsAllowedAndNoLonger() {
        sources.lasting(new AclSnapshot(List.of(ALICE_READS)));
        sources.timed(List.of(timed("a", deny("alice", Operation.ALL, topic("t")), 0, 60)));

        assertThat(reads("alice")).isFalse();
        seconds(61);
        assertThat(reads("alice")).isTrue();
    }

    @Test
    void aSourceThatIsNotKnownOrNotReadableClosesTheEngine() {
        sources.lasting(new AclSnapshot(List.of(BOB_READS)));
        assertThat(reads("bob")).as("what is not known yet may be a refusal").isFalse();

        sources.timed(List.of(timed("a", ALICE_READS, 0, 60)));
        assertThat(reads("bob")).isTrue();
        assertThat(reads("alice")).isTrue();

        sources.timedUnreadable();
        assertThat(reads("bob")).isFalse();
        assertThat(reads("alice")).isFalse();
        assertThat(reads("admin")).as("a super user can repair it").isTrue();
        sources.lasting(new AclSnapshot(List.of(BOB_READS)));
        seconds(30);
        assertThat(reads("bob")).as("the other source does not open it").isFalse();

        sources.timed(List.of());
        assertThat(reads("bob")).isTrue();
        sources.lastingUnreadable();
        assertThat(reads("bob")).isFalse();
        sources.timed(List.of(timed("a", ALICE_READS, 0, 60)));
        assertThat(reads("alice")).isFalse();
    }

    @Test
    void whatIsTakenBackEndsAtOnceAndNobodyIsToldThatItEnded() {
        sources.lasting(AclSnapshot.EMPTY);
        sources.timed(List.of(timed("a", ALICE_READS, 0, 60)));
        sources.timed(List.of());

        assertThat(reads("alice")).isFalse();
        seconds(120);
        assertThat(ended).isEmpty();
    }

    @Test
    void whatWasOverBeforeItWasKnownHereIsNotToldAgain() {
        sources.lasting(AclSnapshot.EMPTY);
        now = NOON.plusSeconds(600);

        sources.timed(List.of(timed("a", ALICE_READS, 0, 60)));

        assertThat(reads("alice")).isFalse();
        assertThat(ended).isEmpty();
    }

    @Test
    void aClockThatIsSetIsNoticedSoon() {
        sources.lasting(AclSnapshot.EMPTY);
        sources.timed(List.of(timed("a", ALICE_READS, 3600, 7200)));

        assertThat(alarms).allMatch(alarm -> !alarm.at().isAfter(NOON.plus(RuleSources.LOOK_MAX)));
        now = NOON.plusSeconds(4000);
        seconds(0);
        assertThat(reads("alice")).isTrue();
        now = NOON.plusSeconds(10);
        alarms.replaceAll(alarm -> new Alarm(NOON, alarm.look()));
        seconds(0);
        assertThat(reads("alice")).as("its time has not come after all").isFalse();
    }

    @Test
    void listsAndRemovalsByFilterMeanTheLastingRulesOnly() {
        sources.lasting(new AclSnapshot(List.of(BOB_READS)));
        TimedRule sooner = timed("a", ALICE_READS, 0, 60);
        TimedRule later = timed("b", ALICE_READS, 0, 90);
        sources.timed(List.of(sooner, later, timed("c", BOB_READS, 0, 60)));

        AclSnapshot snapshot = engine.snapshot().orElseThrow();

        assertThat(snapshot.lasting(AclFilter.ALL)).containsExactly(BOB_READS);
        assertThat(snapshot.rules()).containsExactlyInAnyOrder(BOB_READS, ALICE_READS);
        assertThat(snapshot.timed(ALICE_READS)).as("how long it holds").contains(later);
        assertThat(snapshot.timed(BOB_READS)).as("it lasts").isEmpty();
    }

    @Test
    void aPatternThatChangesForGoodHasNothingForATimeAnyMore() {
        AclSnapshot both = new AclSnapshot(List.of(BOB_READS)).during(List.of(timed("a", ALICE_READS, 0, 60)));

        AclSnapshot changed = both.with(Map.of(topic("t"), Set.of(ALICE_READS)));

        assertThat(changed.lasting(AclFilter.ALL)).containsExactly(ALICE_READS);
        assertThat(both.with(Map.of(topic("other"), Set.of())).timed(ALICE_READS))
                .isPresent();
    }

    @Test
    void aRuleThatEndsBeforeItBeginsIsNone() {
        assertThatThrownBy(() -> timed("a", ALICE_READS, 60, 60)).isInstanceOf(IllegalArgumentException.class);
    }
}
