package io.gatehouse.broker.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code --name value} and {@code --name=value}, in order; what is unknown or has no value is refused. */
public final class OptionReader {
    private final Set<String> withValue;
    private final Set<String> flags;

    public OptionReader(Set<String> withValue, Set<String> flags) {
        this.withValue = withValue;
        this.flags = flags;
    }

    /** One option as it was given; a flag's value is empty. */
    public record Given(String name, String value) {}

    /** All options of a command line. */
    public record Options(List<Given> given) {
        public boolean has(String name) {
            return given.stream().anyMatch(option -> option.name().equals(name));
        }

        public List<String> all(String name) {
            return given.stream()
                    .filter(option -> option.name().equals(name))
                    .map(Given::value)
                    .toList();
        }

        /** The one value of an option that may be given once. */
        public Optional<String> one(String name) {
            List<String> all = all(name);
            if (all.size() > 1) {
                throw new ToolRefusal("Found multiple arguments for option " + name + ", but you asked for only one");
            }
            return all.stream().findFirst();
        }
    }

    public Options read(List<String> arguments) {
        List<Given> given = new ArrayList<>();
        int i = 0;
        while (i < arguments.size()) {
            String argument = arguments.get(i++);
            if (!argument.startsWith("--")) {
                throw new ToolRefusal("'" + argument + "' does not belong to an option (expected: --name value)");
            }
            int equals = argument.indexOf('=');
            String name = argument.substring(2, equals < 0 ? argument.length() : equals);
            if (flags.contains(name) && equals >= 0) {
                throw new ToolRefusal("Option " + name + " takes no value");
            } else if (flags.contains(name)) {
                given.add(new Given(name, ""));
            } else if (!withValue.contains(name)) {
                throw new ToolRefusal(name + " is not a recognized option");
            } else if (equals >= 0) {
                given.add(new Given(name, argument.substring(equals + 1)));
            } else if (i < arguments.size() && !isOption(arguments.get(i))) {
                given.add(new Given(name, arguments.get(i++)));
            } else {
                throw new ToolRefusal("Option " + name + " requires an argument");
            }
        }
        return new Options(List.copyOf(given));
    }

    private boolean isOption(String argument) {
        String name = argument.startsWith("--") ? argument.substring(2) : "";
        return withValue.contains(name) || flags.contains(name);
    }
}
