package io.gatehouse.broker.tool.acls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** kafka-acls with rules in memory, run as a shell runs it. */
final class CommandLine {
    final RulesInMemory rules = new RulesInMemory();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    int run(String words) {
        return run(words, "");
    }

    /** @param words with {@code %20} for a blank inside a word; what was said before is forgotten */
    int run(String words, String answers) {
        out.reset();
        err.reset();
        List<String> arguments = new ArrayList<>(List.of("--bootstrap-server", "broker:9092"));
        for (String word : List.of(words.split(" "))) {
            arguments.add(word.replace("%20", " "));
        }
        return new KafkaAclsMain(
                        new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        options -> rules)
                .run(arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
