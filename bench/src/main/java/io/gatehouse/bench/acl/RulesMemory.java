package io.gatehouse.bench.acl;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.AclSnapshot;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Set;

/** Prints what a rule takes of the heap: what is used after a collection with it, less what was used without. */
public final class RulesMemory {
    private static final int COLLECTIONS = 5;

    private RulesMemory() {}

    /** @param arguments how many rules */
    public static void main(String[] arguments) {
        measure(Integer.parseInt(arguments[0]), System.out);
    }

    private static void measure(int count, PrintStream out) {
        long before = used();
        List<AccessRule> rules = new BenchRules(count).rules(count);
        long withRules = used();
        AclSnapshot snapshot = new AclSnapshot(rules);
        long withIndex = used();
        ApacheAuthorizer apache = new ApacheAuthorizer(Set.of(), false);
        apache.load(rules);
        long withApache;
        try {
            withApache = used();
        } finally {
            Reference.reachabilityFence(rules);
            Reference.reachabilityFence(snapshot);
            Reference.reachabilityFence(apache);
        }
        out.printf(
                "bytes a rule, of %d: the rules themselves %d, our index %d, StandardAuthorizer %d%n",
                count, (withRules - before) / count, (withIndex - withRules) / count, (withApache - withIndex) / count);
    }

    private static long used() {
        for (int i = 0; i < COLLECTIONS; i++) {
            ManagementFactory.getMemoryMXBean().gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
