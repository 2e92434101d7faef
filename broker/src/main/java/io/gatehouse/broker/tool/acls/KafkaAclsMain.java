package io.gatehouse.broker.tool.acls;

import io.gatehouse.broker.tool.ToolRefusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * {@code bin/kafka-acls.sh}: lists, adds and removes access rules, with the options and the output of Apache Kafka's
 * AclCommand 4.3.1 (CONFORMANCE CLI-09; AKC, AKO and AKE rows). Unlike that one it lists in one order and says what to do
 * about a failure instead of where in the program it came about. Exit code 0, or 1 for whatever was not done.
 */
public final class KafkaAclsMain {
    private static final String NAME = "kafka-acls";

    private final BufferedReader in;
    private final PrintStream out;
    private final PrintStream err;
    private final Function<AclsOptions, Rules> connect;
    private boolean changing;

    KafkaAclsMain(InputStream in, PrintStream out, PrintStream err, Function<AclsOptions, Rules> connect) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.err = err;
        this.connect = connect;
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), System.in, out, err));
    }

    /**
     * Runs the command against the broker that it names, and returns its exit code. Thread: the caller's, which waits for the
     * broker's answers and for those on {@code in}.
     *
     * @param in where answers come from, as UTF-8
     */
    public static int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
        return new KafkaAclsMain(in, out, err, BrokerRules::connect).run(arguments);
    }

    int run(List<String> arguments) {
        if (arguments.isEmpty() || arguments.contains("--help")) {
            err.println(AclsUsage.text());
            return 1;
        }
        if (arguments.contains("--version")) {
            out.println(AppInfoParser.getVersion());
            return 0;
        }
        try {
            return run(AclsOptions.parse(arguments));
        } catch (ToolRefusal refusal) {
            err.println(NAME + ": " + refusal.getMessage());
            err.println(NAME + ".sh --help shows how it is used.");
            return 1;
        }
    }

    private int run(AclsOptions options) {
        options.notes().forEach(note -> err.println(NAME + ": " + note));
        // A program that reads a document must not find a sentence in its place.
        PrintStream failures = options.json() ? err : out;
        try (Rules rules = connect.apply(options)) {
            switch (options.action()) {
                case ADD -> add(options, rules);
                case REMOVE -> remove(options, rules);
                case LIST -> list(options, rules);
            }
            return 0;
        } catch (ExecutionException failure) {
            tell(failures, failure.getCause() == null ? failure : failure.getCause());
        } catch (TimeoutException | KafkaException failure) {
            tell(failures, failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    /** The first line is one that scripts look for (CONFORMANCE AKO-06, CLR-08). */
    private void tell(PrintStream failures, Throwable failure) {
        String said = failure.getMessage() == null ? "" : failure.getMessage();
        failures.println("Error while executing ACL command: "
                + failure.getClass().getName() + ": "
                + AclsText.printable(
                        said.isBlank() ? Errors.forException(failure).message() : said));
        Throwable root = BrokerRules.rootOf(failure);
        if (!root.equals(failure)) {
            failures.println("Caused by: " + AclsText.printable(root));
        }
        failures.println(Advice.about(failure));
        if (changing) {
            failures.println("Part of it may have been done: --list shows the rules as they are.");
        }
    }

    /** As in Apache's tool, what is there already is told and not added again. */
    private void add(AclsOptions options, Rules rules)
            throws ExecutionException, InterruptedException, TimeoutException {
        for (ResourceRules wanted : options.resources()) {
            ResourcePattern resource = wanted.pattern();
            List<AccessControlEntry> there =
                    rules.find(List.of(new AclBindingFilter(wanted.resource(), AccessControlEntryFilter.ANY))).stream()
                            .map(AclBinding::entry)
                            .toList();
            Map<Boolean, List<AccessControlEntry>> split =
                    wanted.rules().stream().collect(Collectors.partitioningBy(there::contains));
            split.getOrDefault(true, List.of()).forEach(rule -> out.println(AclsText.alreadyThere(resource, rule)));
            List<AccessControlEntry> missing = split.getOrDefault(false, List.of());
            if (!missing.isEmpty()) {
                out.println(AclsText.adding(resource, missing));
                changing = true;
                rules.add(missing.stream()
                        .map(rule -> new AclBinding(resource, rule))
                        .toList());
            }
        }
    }

    private void remove(AclsOptions options, Rules rules)
            throws ExecutionException, InterruptedException, TimeoutException {
        for (ResourceRules wanted : options.resources()) {
            if (!options.force() && !confirmed(AclsText.removing(wanted))) {
                err.println(NAME + ": nothing removed here");
                continue;
            }
            List<AclBindingFilter> filters = wanted.rules().isEmpty()
                    ? List.of(new AclBindingFilter(wanted.resource(), AccessControlEntryFilter.ANY))
                    : wanted.rules().stream()
                            .map(rule -> new AclBindingFilter(wanted.resource(), rule.toFilter()))
                            .toList();
            changing = true;
            if (rules.remove(filters) == 0) {
                err.println(NAME + ": there is no such rule on " + AclsText.printable(wanted.resource()));
            }
        }
    }

    /** Nobody there is no. */
    private boolean confirmed(String question) {
        out.println(question);
        try {
            String answer = in.readLine();
            if (answer == null) {
                throw new ToolRefusal("nobody answers, so nothing is removed (expected: y or n, or --force)");
            }
            return answer.equals("y") || answer.equals("Y");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void list(AclsOptions options, Rules rules)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<AclBindingFilter> filters = options.resources().isEmpty()
                ? List.of(AclBindingFilter.ANY)
                : options.resources().stream()
                        .map(wanted -> new AclBindingFilter(wanted.resource(), AccessControlEntryFilter.ANY))
                        .toList();
        List<AclBinding> found = List.copyOf(rules.find(filters));
        if (options.json()) {
            List<String> principals = options.principals();
            out.println(AclsJson.of(ResourceRules.of(found.stream()
                    .filter(rule -> principals.isEmpty()
                            || principals.contains(rule.entry().principal())))));
        } else if (options.principals().isEmpty()) {
            print(ResourceRules.of(found.stream()));
        } else {
            for (String principal : options.principals()) {
                out.println(AclsText.principal(principal));
                print(ResourceRules.of(
                        found.stream().filter(rule -> rule.entry().principal().equals(principal))));
            }
        }
    }

    private void print(List<ResourceRules> listed) {
        listed.forEach(each -> out.println(AclsText.current(each)));
    }
}
