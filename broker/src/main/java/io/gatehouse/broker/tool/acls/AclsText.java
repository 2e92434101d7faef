package io.gatehouse.broker.tool.acls;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * The sentences that scripts parse, to the letter and to the blank as Apache Kafka's tool 4.3.1 writes them (CONFORMANCE
 * AKO-01 to AKO-04). That of 3.9 also leaves a blank at the end of a block and after the heading of a list.
 */
final class AclsText {
    private static final String NEXT = System.lineSeparator();

    private AclsText() {}

    static String adding(ResourcePattern resource, List<AccessControlEntry> rules) {
        return "Adding ACLs for resource `" + printable(resource) + "`: " + NEXT + " " + lines(rules) + NEXT;
    }

    static String alreadyThere(ResourcePattern resource, AccessControlEntry rule) {
        return "Acl (pattern=" + printable(resource) + ", entry=" + printable(rule) + ") already exists.";
    }

    static String current(ResourceRules listed) {
        return "Current ACLs for resource `" + printable(listed.pattern()) + "`:" + NEXT + lines(listed.rules()) + NEXT;
    }

    static String principal(String principal) {
        return "ACLs for principal `" + printable(principal) + "`";
    }

    /** Whether to remove, as a question. */
    static String removing(ResourceRules asked) {
        String resource = printable(asked.resource());
        if (asked.rules().isEmpty()) {
            return "Are you sure you want to delete all ACLs for resource filter `" + resource + "`? (y/n)";
        }
        return "Are you sure you want to remove ACLs: " + NEXT + " " + lines(asked.rules()) + NEXT
                + " from resource filter `" + resource + "`? (y/n)";
    }

    private static String lines(List<AccessControlEntry> rules) {
        return rules.stream().map(rule -> "\t" + printable(rule)).collect(Collectors.joining(NEXT));
    }

    /** Names come from whoever made a rule: what would move a cursor or change a terminal is written out. */
    static String printable(Object named) {
        String text = named.toString();
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.SURROGATE) {
                safe.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
