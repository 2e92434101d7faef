package io.gatehouse.bench.acl;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.Decision;
import io.gatehouse.acl.ResourceType;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.server.authorizer.Action;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One decision, by the same rules on the same questions: ours, and Apache Kafka's StandardAuthorizer. No audit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls load() first.
public class DecideBenchmark {
    @Param({"10", "1000", "10000", "100000"})
    public int rules;

    private AclEngine engine;
    private ApacheAuthorizer apache;
    private BenchRules.Question[] questions;
    private List<List<Action>> actions;
    private int next;

    @Setup
    public void load() {
        BenchRules source = new BenchRules(rules);
        List<AccessRule> all = source.rules(rules);
        engine = new AclEngine(Set.of(), false, check -> {});
        engine.replace(new AclSnapshot(all));
        apache = new ApacheAuthorizer(Set.of(), false);
        apache.load(all);
        questions = source.questions(all).toArray(BenchRules.Question[]::new);
        actions = Stream.of(questions)
                .map(question -> ApacheAuthorizer.question(question.operation(), ResourceType.TOPIC, question.topic()))
                .toList();
        for (int i = 0; i < questions.length; i++) {
            if (ours(questions[i]).allowed() != apache.allows(questions[i].asker(), actions.get(i))) {
                throw new IllegalStateException("two answers to " + questions[i]);
            }
        }
    }

    @Benchmark
    public Decision gatehouse() {
        next = (next + 1) % questions.length;
        return ours(questions[next]);
    }

    @Benchmark
    public boolean apache() {
        next = (next + 1) % questions.length;
        return apache.allows(questions[next].asker(), actions.get(next));
    }

    private Decision ours(BenchRules.Question question) {
        return engine.decide(question.asker().subject(), question.operation(), ResourceType.TOPIC, question.topic());
    }
}
