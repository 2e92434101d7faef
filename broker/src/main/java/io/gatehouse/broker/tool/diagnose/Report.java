package io.gatehouse.broker.tool.diagnose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.auth.audit.PeerText;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the operator reads. */
record Report(String id, Search search, Reasons reasons) {
    /** The audit's keys in words, in the order in which they are shown; others follow as they are. */
    private static final Map<String, String> LABELS = labels();

    void found(PrintStream out) {
        out.println("Diagnostic id " + id + ", found " + times(search.events().size()) + ".");
        for (Search.Found found : search.events()) {
            out.println();
            event(found, out);
        }
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }

    private void event(Search.Found found, PrintStream out) {
        AuditLine event = found.event();
        line(out, "when", event.time().isEmpty() ? "the line does not say" : event.time());
        line(out, "what", event.field("event") + " " + event.field("outcome"));
        LABELS.forEach((key, label) -> {
            if (!event.field(key).isEmpty()) {
                line(out, label, event.field(key));
            }
        });
        event.fields().forEach((key, value) -> {
            if (!LABELS.containsKey(key) && !key.equals("event") && !key.equals("outcome")) {
                line(out, key, value);
            }
        });
        line(out, "found in", found.source() + ", line " + found.line());
        meaning(event).ifPresent(known -> {
            out.println();
            out.println("  What it means: " + known.meaning());
            out.println("  What to do:    " + known.whatToDo());
        });
    }

    private Optional<Reasons.Meaning> meaning(AuditLine event) {
        return reasons.find(event.field("event")).or(() -> reasons.find(event.field("reason")));
    }

    private static void line(PrintStream out, String label, String value) {
        out.printf("  %-15s %s%n", label, value);
    }

    /** @param place where it was looked for in the first place */
    void notFound(String place, PrintStream err) {
        err.println("No event has the diagnostic id " + id + ".");
        if (search.read().isEmpty()) {
            err.println("There was no log to look at in " + place + ".");
        } else {
            err.println("Looked at: " + String.join(", ", search.read()));
        }
        for (Search.Other other : search.others()) {
            err.println("It stands in " + other.source() + ", line " + other.line()
                    + ", which is no event of the audit: " + PeerText.escaped(other.text()));
        }
        err.print("""
                What else to try:
                  - The broker that refused the client has the event: look on the other brokers too.
                  - A broker writes its log to its standard error. Where a service keeps that, hand it over:
                      journalctl -u NAME -o cat | gatehouse diagnose ID --log -
                    and where config/logback.xml was changed to write files, name them with --log FILE.
                  - The log may have been rolled away since; name the older files, packed ones too, with --log FILE.
                  - Of more than 20 refusals in one second some are counted and not written (left_out in the next line).
                """);
    }

    void json(PrintStream out) {
        ArrayNode events = JsonNodeFactory.instance.arrayNode();
        for (Search.Found found : search.events()) {
            ObjectNode event = events.addObject();
            event.put("time", found.event().time());
            ObjectNode fields = event.putObject("fields");
            found.event().fields().forEach(fields::put);
            meaning(found.event()).ifPresent(known -> {
                event.put("meaning", known.meaning());
                event.put("what_to_do", known.whatToDo());
            });
            event.put("file", found.source());
            event.put("line", found.line());
        }
        out.println(events);
    }

    private static Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("listener", "listener");
        labels.put("peer", "peer");
        labels.put("mechanism", "mechanism");
        labels.put("user", "claimed user");
        labels.put("principal", "principal");
        labels.put("reason", "reason");
        labels.put("detail", "detail");
        labels.put("left_out", "left out before");
        return labels;
    }
}
