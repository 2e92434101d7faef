package io.gatehouse.auth.gssapi;

import io.gatehouse.auth.gssapi.BoundedText.Budget;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code RULE:[n:string](regexp)s/pattern/replacement/g/L} (CONFORMANCE GSS-07): for names of {@code n} components; the
 * string is filled with their parts, the expression has to match all of it, the rest rewrites it.
 */
final class KerberosRule {
    private static final Pattern SYNTAX = Pattern.compile("""
            RULE:\\[ (?<count>[12]) : (?<format>[^\\]]*) \\]
            (?: \\( (?<match>[^)]*) \\) )?
            (?: s/ (?<from>[^/]*) / (?<to>[^/]*) / (?<global>g)? )?
            /? (?<letters>[LU])?
            """, Pattern.COMMENTS);

    private final int components;
    private final String format;
    private final Optional<Pattern> match;
    private final Optional<Pattern> from;
    private final String to;
    private final boolean everywhere;
    private final String letters;

    private KerberosRule(Matcher parts) {
        this.components = Integer.parseInt(parts.group("count"));
        this.format = parts.group("format");
        this.match = Optional.ofNullable(parts.group("match")).map(Pattern::compile);
        this.from = Optional.ofNullable(parts.group("from")).map(Pattern::compile);
        this.to = Optional.ofNullable(parts.group("to")).orElse("");
        this.everywhere = parts.group("global") != null;
        this.letters = Optional.ofNullable(parts.group("letters")).orElse("");
    }

    /** @throws IllegalArgumentException naming the part that cannot be read */
    static KerberosRule parse(String text) {
        Matcher parts = SYNTAX.matcher(text);
        if (!parts.lookingAt()) {
            throw unreadable(text, text);
        }
        if (parts.end() < text.length()) {
            throw unreadable(text, text.substring(parts.end()));
        }
        try {
            KerberosRule rule = new KerberosRule(parts);
            rule.tryOut(text);
            return rule;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "rule \"" + text + "\" (expected: regular expressions; " + e.getDescription() + ")", e);
        }
    }

    private static IllegalArgumentException unreadable(String rule, String part) {
        return new IllegalArgumentException("rule \"" + rule + "\" cannot be read from \"" + part
                + "\" on (expected: DEFAULT, or RULE:[n:string](regexp)s/pattern/replacement/ with an optional g and /L or"
                + " /U; n is 1 or 2, a rule has no comma)");
    }

    /** What can only go wrong when a name comes is found at the start: numbers of parts and groups that there are not. */
    private void tryOut(String text) {
        for (int at = format.indexOf('$'); at >= 0; at = format.indexOf('$', at + 1)) {
            if (at + 1 == format.length() || format.charAt(at + 1) < '0' || format.charAt(at + 1) > '0' + components) {
                throw unreadable(text, format.substring(at));
            }
        }
        try {
            // The empty alternative matches whatever the pattern is, and has its groups.
            from.ifPresent(pattern -> {
                var unused = Pattern.compile("(?:" + pattern.pattern() + ")|")
                        .matcher("")
                        .replaceFirst(to);
            });
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw unreadable(text, to);
        }
    }

    /**
     * The name that the rule makes, which may still be none; empty where the rule is for others.
     *
     * @throws BoundedText.TooManySteps where the budget is used up
     */
    Optional<String> apply(KerberosName name, Budget budget) {
        if (name.components().size() != components) {
            return Optional.empty();
        }
        String base = fill(name);
        if (match.filter(pattern ->
                        !pattern.matcher(new BoundedText(base, budget)).matches())
                .isPresent()) {
            return Optional.empty(); // GSS-08: the whole string.
        }
        String made = from.map(pattern -> rewrite(pattern, base, budget)).orElse(base);
        return Optional.of(
                switch (letters) {
                    case "L" -> made.toLowerCase(Locale.ROOT);
                    case "U" -> made.toUpperCase(Locale.ROOT);
                    default -> made;
                });
    }

    private String rewrite(Pattern pattern, String base, Budget budget) {
        Matcher matcher = pattern.matcher(new BoundedText(base, budget));
        return everywhere ? matcher.replaceAll(to) : matcher.replaceFirst(to);
    }

    private String fill(KerberosName name) {
        StringBuilder filled = new StringBuilder();
        for (int at = 0; at < format.length(); at++) {
            char c = format.charAt(at);
            if (c == '$') {
                at++;
                int part = format.charAt(at) - '0';
                filled.append(part == 0 ? name.realm() : name.components().get(part - 1));
            } else {
                filled.append(c);
            }
        }
        return filled.toString();
    }
}
