package io.gatehouse.broker.main.quickstart;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Supplier;

/** What the person at the terminal sees: one line for each step, with the time that it took. */
final class Progress {
    private final PrintWriter out;
    private final InstantSource clock;

    Progress(PrintWriter out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    /** Runs a step and prints its name and what came of it. */
    void step(String name, Supplier<String> work) {
        Instant begun = clock.instant();
        String outcome = work.get();
        Duration took = Duration.between(begun, clock.instant());
        out.printf(Locale.ROOT, "  %-14s%-58s%6.2f s%n", name, outcome, took.toMillis() / 1000.0);
        out.flush();
    }

    void say(String text) {
        out.println(text);
        out.flush();
    }
}
