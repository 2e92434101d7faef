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
 * @param operand what follows the first word before all options, for example FILE; empty if nothing does
 * @param actions by the first word, each with the exit code that comes of it; in the order in which they are told
 */
record AdminTool(
        String name,
        String usage,
        String operand,
        Set<String> withValue,
        Set<String> flags,
        List<Map.Entry<String, ToIntFunction<AdminCommand>>> actions) {

    AdminTool(
            String name,
            String usage,
            Set<String> withValue,
            Set<String> flags,
            List<Map.Entry<String, ToIntFunction<AdminCommand>>> actions) {
        this(name, usage, "", withValue, flags, actions);
    }

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
            String word = arguments.get(0);
            ToIntFunction<AdminCommand> action = actions.stream()
                    .filter(each -> each.getKey().equals(word))
                    .findFirst()
                    .orElseThrow(() -> ToolRefusal.withUsage(word + ": no such thing (expected: " + words() + ")"))
                    .getValue();
            String first = operand(arguments);
            OptionReader.Options options = new OptionReader(withValue, flags)
                    .read(arguments.subList(operand.isEmpty() ? 1 : 2, arguments.size()));
            return action.applyAsInt(new AdminCommand(name, first, options, in, out, err));
        } catch (ToolRefusal e) {
            err.println(name + ": " + e.getMessage());
            err.println(name + " --help shows how it is used.");
            return AdminCommand.WRONG_ARGUMENTS;
        }
    }

    private String operand(List<String> arguments) {
        if (operand.isEmpty()) {
            return "";
        }
        if (arguments.size() < 2 || arguments.get(1).startsWith("--")) {
            throw ToolRefusal.withUsage("no " + operand + " (expected: " + arguments.get(0) + " " + operand + " ...)");
        }
        return arguments.get(1);
    }

    private String words() {
        List<String> words = actions.stream().map(Map.Entry::getKey).toList();
        int last = words.size() - 1;
        return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }
}
