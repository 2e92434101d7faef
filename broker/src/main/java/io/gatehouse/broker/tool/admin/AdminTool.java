package io.gatehouse.broker.tool.admin;

import io.gatehouse.broker.tool.OptionReader;
import io.gatehouse.broker.tool.ToolRefusal;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * A command line that talks to admin endpoints.
 *
 * @param actions by the first word, each with the exit code that comes of it; in the order in which they are told
 */
record AdminTool(
        String name,
        String usage,
        Set<String> withValue,
        Set<String> flags,
        List<Map.Entry<String, ToIntFunction<AdminCommand>>> actions) {
    /** Does what is asked, and ends the process. */
    void start(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), System.in, out, err));
    }

    /** Does what is asked; the exit code that comes of it. */
    int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(usage);
            return AdminCommand.DONE;
        }
        try {
            if (arguments.isEmpty()) {
                throw ToolRefusal.withUsage("nothing to do (expected: " + words() + ")");
            }
            OptionReader.Options options =
                    new OptionReader(withValue, flags).read(arguments.subList(1, arguments.size()));
            String word = arguments.get(0);
            return actions.stream()
                    .filter(action -> action.getKey().equals(word))
                    .findFirst()
                    .orElseThrow(() -> ToolRefusal.withUsage(word + ": no such thing (expected: " + words() + ")"))
                    .getValue()
                    .applyAsInt(new AdminCommand(name, options, in, out, err));
        } catch (ToolRefusal e) {
            err.println(name + ": " + e.getMessage());
            err.println(name + " --help shows how it is used.");
            return AdminCommand.WRONG_ARGUMENTS;
        }
    }

    private String words() {
        List<String> words = actions.stream().map(Map.Entry::getKey).toList();
        int last = words.size() - 1;
        return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }
}
