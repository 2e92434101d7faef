package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.broker.tool.OptionReader;
import io.gatehouse.broker.tool.ToolRefusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the command lines share: options, brokers, and what is said when one does not answer. */
final class AdminCommand {
    static final int DONE = 0;
    static final int NOT_DONE = 1;
    static final int WRONG_ARGUMENTS = 2;
    static final int SILENT_BROKER = 3;

    private final String name;
    private final String operand;
    private final OptionReader.Options options;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    AdminCommand(
            String name,
            String operand,
            OptionReader.Options options,
            InputStream in,
            PrintStream out,
            PrintStream err) {
        this.name = name;
        this.operand = operand;
        this.options = options;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    PrintStream out() {
        return out;
    }

    String operand() {
        return operand;
    }

    boolean has(String flag) {
        return options.has(flag);
    }

    boolean json() {
        return options.has("json");
    }

    Brokers brokers() {
        String list = options.one("admin")
                .orElseThrow(() -> ToolRefusal.withUsage("no --admin (expected: HOST:PORT of admin.listener)"));
        String config = options.one("config")
                .orElseThrow(() -> ToolRefusal.withUsage("no --config (expected: a file with ssl.* of a client)"));
        return Brokers.of(list, ClientContext.load(Path.of(config)));
    }

    /** As the brokers want it: {@code alice} is {@code User:alice}. */
    Optional<String> principal() {
        return options.one("principal").map(text -> text.indexOf(':') < 0 ? "User:" + text : text);
    }

    Optional<String> address() {
        return options.one("address");
    }

    Optional<String> one(String option) {
        return options.one(option);
    }

    List<String> all(String option) {
        return options.all(option);
    }

    /** For those that another word takes: what was given may have been meant to narrow what is done or asked. */
    void refuse(Set<String> without) {
        without.stream().filter(options::has).sorted().findFirst().ifPresent(option -> {
            throw ToolRefusal.withUsage("--" + option + " has no meaning here");
        });
    }

    /** A path with those of principal and address, and more, that were given. */
    String target(String path, String... more) {
        Map<String, String> values = new LinkedHashMap<>();
        principal().ifPresent(text -> values.put("principal", text));
        address().ifPresent(text -> values.put("address", text));
        Stream.of(more).forEach(option -> options.one(option).ifPresent(text -> values.put(option, text)));
        return target(path, values);
    }

    /** A path with a query. */
    static String target(String path, Map<String, String> values) {
        String query = values.entrySet().stream()
                .map(each -> each.getKey() + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8)
                                .replace("+", "%20"))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    /** A body with principal and address, as far as they were given. */
    ObjectNode whom() {
        ObjectNode body = Brokers.object();
        principal().ifPresent(text -> body.put("principal", text));
        address().ifPresent(text -> body.put("address", text));
        return body;
    }

    /** Whether a person says yes; nobody there is no. */
    boolean confirmed(String question) {
        if (options.has("yes")) {
            return true;
        }
        boolean yes =
                asked(question + " [y/N] ").trim().toLowerCase(Locale.ROOT).matches("y|yes");
        if (!yes) {
            err.println("Nothing done.");
        }
        return yes;
    }

    /** A line from whoever is at the other end; empty if nobody is. */
    String asked(String question) {
        err.print(question);
        err.flush();
        try {
            return Optional.ofNullable(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine())
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void say(String sentence) {
        err.println(name + ": " + sentence);
    }

    /** Names the brokers that did not do it; the exit code that this alone would have. */
    int report(List<Reply> replies) {
        int code = DONE;
        for (Reply reply : replies) {
            if (!reply.good()) {
                say(reply.from() + (reply.silent() ? " did not answer: " : ": ") + PeerText.escaped(reply.error()));
                code = Math.max(code, reply.silent() ? SILENT_BROKER : NOT_DONE);
            }
        }
        return code;
    }

    /** One object with what each broker said. */
    void printJson(List<Reply> replies) {
        ArrayNode list = Brokers.object().putArray("brokers");
        replies.forEach(reply -> {
            ObjectNode each = list.addObject();
            each.put("admin", reply.from());
            each.put("status", reply.status());
            each.setAll(reply.json());
        });
        out.println(list.toPrettyString());
    }

    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
