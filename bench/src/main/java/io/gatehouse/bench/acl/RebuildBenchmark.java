package io.gatehouse.bench.acl;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclSnapshot;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.ResourcePattern;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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

/** What it costs to have new rules ready to decide by: all of them, and those of one pattern. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls load() first.
public class RebuildBenchmark {
    @Param({"1000", "100000"})
    public int rules;

    private List<AccessRule> all;
    private AclSnapshot before;
    private Map<ResourcePattern, Set<AccessRule>> literal;
    private Map<ResourcePattern, Set<AccessRule>> prefixed;

    @Setup
    public void load() {
        BenchRules source = new BenchRules(rules);
        all = source.rules(rules);
        before = new AclSnapshot(all);
        literal = change(source, PatternType.LITERAL);
        prefixed = change(source, PatternType.PREFIXED);
    }

    /** One more rule beside those that are on its pattern. */
    private Map<ResourcePattern, Set<AccessRule>> change(BenchRules source, PatternType patternType) {
        AccessRule added = source.rule();
        while (added.pattern().patternType() != patternType || all.contains(added)) {
            added = source.rule();
        }
        ResourcePattern pattern = added.pattern();
        Set<AccessRule> rulesOf =
                all.stream().filter(rule -> rule.pattern().equals(pattern)).collect(Collectors.toSet());
        rulesOf.add(added);
        return Map.of(pattern, Set.copyOf(rulesOf));
    }

    @Benchmark
    public AclSnapshot fromScratch() {
        return new AclSnapshot(all);
    }

    @Benchmark
    public AclSnapshot oneLiteralPattern() {
        return before.with(literal);
    }

    @Benchmark
    public AclSnapshot onePrefixedPattern() {
        return before.with(prefixed);
    }
}
