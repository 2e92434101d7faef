package io.gatehouse.auth.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code ssl.principal.mapping.rules}: from the distinguished name of a client certificate to the principal's name
 * (CONFORMANCE PMR-01..13). Rules are tried in order, the first that matches the whole name decides; where none matches
 * there is no principal. Immutable. Thread: any.
 */
public final class PrincipalMapping {
    /** Every name is its own principal. */
    public static final PrincipalMapping DEFAULT = parse("DEFAULT");

    private final String text;
    private final List<MappingRule> rules;
    private final Optional<NameAttribute> groups;

    private PrincipalMapping(String text, List<MappingRule> rules, Optional<NameAttribute> groups) {
        this.text = text;
        this.rules = List.copyOf(rules);
        this.groups = groups;
    }

    /** @throws IllegalArgumentException if the text is no list of rules; the message names the part that is wrong */
    public static PrincipalMapping parse(String rules) {
        return new PrincipalMapping(rules, new MappingRules(rules).parse(), Optional.empty());
    }

    /** The same, where an attribute of the name, such as {@code OU}, says which groups the principal is in. */
    public PrincipalMapping withGroups(String attribute) {
        return new PrincipalMapping(text, rules, Optional.of(new NameAttribute(attribute)));
    }

    /** @param distinguishedName as RFC 2253 writes it, most specific part first */
    public Set<String> groups(String distinguishedName) {
        return groups.map(attribute -> attribute.values(distinguishedName)).orElse(Set.of());
    }

    /** @param distinguishedName as RFC 2253 writes it, most specific part first */
    public Optional<String> map(String distinguishedName) {
        return rules.stream()
                .flatMap(rule -> rule.apply(distinguishedName).stream())
                .findFirst()
                .filter(name -> !name.isEmpty()); // A rule that leaves nothing names nobody.
    }

    @Override
    public String toString() {
        return text;
    }

    /** Reads the rules from left to right. */
    private static final class MappingRules {
        private final String text;
        private int at;

        MappingRules(String text) {
            this.text = text;
        }

        List<MappingRule> parse() {
            List<MappingRule> rules = new ArrayList<>();
            skipBlanks();
            while (at < text.length()) {
                if (text.charAt(at) != ',') { // Empty entries are ignored (CONFORMANCE PMR-09).
                    rules.add(rule());
                }
                endOfEntry();
            }
            if (rules.isEmpty()) {
                throw new IllegalArgumentException("no rule in \"" + text + "\" (expected: DEFAULT or"
                        + " RULE:pattern/replacement/ with an optional L or U, separated by commas)");
            }
            return rules;
        }

        private MappingRule rule() {
            int start = at;
            if (text.startsWith("DEFAULT", at)) {
                at += "DEFAULT".length();
                return MappingRule.IDENTITY;
            }
            if (!text.startsWith("RULE:", at)) {
                throw unreadable(start);
            }
            at += "RULE:".length();
            String pattern = upToSlash(start);
            String replacement = upToSlash(start);
            return MappingRule.of(pattern, replacement, flag(), text.substring(start, at));
        }

        /** A backslash takes the next character along; an escaped slash is a slash (CONFORMANCE PMR-03). */
        private String upToSlash(int start) {
            StringBuilder part = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '/') {
                boolean escape = text.charAt(at) == '\\' && at + 1 < text.length();
                if (escape && text.charAt(at + 1) != '/') {
                    part.append('\\');
                }
                at += escape ? 1 : 0;
                part.append(text.charAt(at));
                at++;
            }
            if (at >= text.length()) {
                throw unreadable(start);
            }
            at++;
            return part.toString();
        }

        private MappingRule.Letters flag() {
            if (at < text.length() && text.charAt(at) == 'L') {
                at++;
                return MappingRule.Letters.LOWER;
            }
            if (at < text.length() && text.charAt(at) == 'U') {
                at++;
                return MappingRule.Letters.UPPER;
            }
            return MappingRule.Letters.AS_THEY_ARE;
        }

        private void endOfEntry() {
            skipBlanks();
            if (at < text.length() && text.charAt(at) != ',') {
                throw unreadable(at);
            }
            at++;
            skipBlanks();
        }

        private void skipBlanks() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private IllegalArgumentException unreadable(int from) {
            return new IllegalArgumentException("rule \"" + text.substring(from)
                    + "\" cannot be read (expected: DEFAULT or RULE:pattern/replacement/ with an optional L or U)");
        }
    }
}
