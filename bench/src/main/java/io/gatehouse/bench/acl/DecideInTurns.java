package io.gatehouse.bench.acl;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.ResourceType;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.server.authorizer.Action;

/**
 * One decision, ours and StandardAuthorizer's, asked in turns by one thread whose processor time is counted: what others do
 * on the machine hits both alike. Prints the median of the rounds of each, and the ratio of the medians.
 */
public final class DecideInTurns {
    private static final int ROUNDS = 25;
    private static final int ROUNDS_BEFORE = 5;
    private static final int ASKED_A_ROUND = 200_000;

    private final BenchRules.Question[] questions;
    private final List<List<Action>> actions;
    private final AclEngine engine = new AclEngine(Set.of(), false, check -> {});
    private final ApacheAuthorizer apache = new ApacheAuthorizer(Set.of(), false);
    private long allowed;

    private DecideInTurns(int count) {
        BenchRules source = new BenchRules(count);
        List<AccessRule> rules = source.rules(count);
        engine.replace(new AclSnapshot(rules));
        apache.load(rules);
        questions = source.questions(rules).toArray(BenchRules.Question[]::new);
        actions = Stream.of(questions)
                .map(question -> ApacheAuthorizer.question(question.operation(), ResourceType.TOPIC, question.topic()))
                .toList();
    }

    /** @param arguments numbers of rules */
    public static void main(String[] arguments) {
        for (String count : arguments) {
            new DecideInTurns(Integer.parseInt(count)).measure(Integer.parseInt(count), System.out);
        }
    }

    private void measure(int count, PrintStream out) {
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        for (int round = -ROUNDS_BEFORE; round < ROUNDS; round++) {
            double our = nanos(this::askOurs);
            double their = nanos(this::askTheirs);
            if (round >= 0) {
                ours[round] = our;
                theirs[round] = their;
            }
        }
        Arrays.sort(ours);
        Arrays.sort(theirs);
        out.printf(
                "%,8d rules: Gatehouse %,6.0f ns (%,.0f .. %,.0f), StandardAuthorizer %,7.0f ns (%,.0f .. %,.0f),"
                        + " ratio %.1f%s%n",
                count,
                ours[ROUNDS / 2],
                ours[0],
                ours[ROUNDS - 1],
                theirs[ROUNDS / 2],
                theirs[0],
                theirs[ROUNDS - 1],
                theirs[ROUNDS / 2] / ours[ROUNDS / 2],
                allowed == 0 ? "" : "; they do not agree");
    }

    /** Processor time of this thread, for one question. */
    private static double nanos(Runnable asking) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        asking.run();
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / (double) ASKED_A_ROUND;
    }

    private void askOurs() {
        for (int i = 0; i < ASKED_A_ROUND; i++) {
            BenchRules.Question question = questions[i % questions.length];
            allowed += engine.decide(
                                    question.asker().subject(),
                                    question.operation(),
                                    ResourceType.TOPIC,
                                    question.topic())
                            .allowed()
                    ? 1
                    : 0;
        }
    }

    private void askTheirs() {
        for (int i = 0; i < ASKED_A_ROUND; i++) {
            int at = i % questions.length;
            allowed -= apache.allows(questions[at].asker(), actions.get(at)) ? 1 : 0;
        }
    }
}
