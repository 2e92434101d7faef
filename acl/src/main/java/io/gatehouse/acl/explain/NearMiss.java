package io.gatehouse.acl.explain;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.Question;
import io.gatehouse.acl.ResourcePattern;
import java.util.Locale;
import java.util.Optional;

/** A rule that would have allowed it, but for one thing. */
public record NearMiss(AccessRule rule, Kind kind) {
    /** What is wrong with it, the most telling first. */
    public enum Kind {
        OPERATION("it allows another operation"),
        HOST("it holds at another address"),
        NAME_CASE("the resource's name differs in upper and lower case"),
        STAR_IS_NO_PREFIX("a * at the end of a name is an ordinary character; a prefixed pattern without it is meant"),
        LITERAL_IS_NO_PREFIX("its pattern is literal; prefixed, it would begin the resource's name"),
        PRINCIPAL_CASE("the principal differs in upper and lower case"),
        PRINCIPAL_TYPE("the principal has another type before its name"),
        PRINCIPAL_SPACES("the principal differs in spaces");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** A clause for people. */
        public String text() {
            return text;
        }
    }

    /** What keeps a rule from allowing it, if it is one thing, and one that happens. */
    static Optional<NearMiss> of(AccessRule rule, Question asked) {
        if (rule.permission() != Permission.ALLOW || rule.pattern().type() != asked.type()) {
            return Optional.empty();
        }
        boolean principal = rule.names(asked.subject());
        boolean host = rule.holdsAt(asked.subject());
        boolean operation = rule.speaksOf(asked.operation());
        boolean name = rule.pattern().covers(asked.name());
        int wrong = (principal ? 0 : 1) + (host ? 0 : 1) + (operation ? 0 : 1) + (name ? 0 : 1);
        if (wrong != 1) {
            return Optional.empty();
        }
        Optional<Kind> kind;
        if (!operation) {
            kind = Optional.of(Kind.OPERATION);
        } else if (!host) {
            kind = Optional.of(Kind.HOST);
        } else {
            kind = name ? principal(rule, asked) : name(rule.pattern(), asked.name());
        }
        return kind.map(found -> new NearMiss(rule, found));
    }

    private static Optional<Kind> name(ResourcePattern pattern, String name) {
        String written = pattern.name();
        boolean literal = pattern.patternType() == PatternType.LITERAL;
        if (lower(pattern).covers(lower(name))) {
            return Optional.of(Kind.NAME_CASE);
        }
        if (written.endsWith(ResourcePattern.WILDCARD) && name.startsWith(written.substring(0, written.length() - 1))) {
            return Optional.of(Kind.STAR_IS_NO_PREFIX);
        }
        return literal && name.startsWith(written) ? Optional.of(Kind.LITERAL_IS_NO_PREFIX) : Optional.empty();
    }

    private static ResourcePattern lower(ResourcePattern pattern) {
        return new ResourcePattern(pattern.type(), lower(pattern.name()), pattern.patternType());
    }

    private static Optional<Kind> principal(AccessRule rule, Question asked) {
        String written = rule.principal();
        String real = asked.subject().principal().toString();
        if (written.equalsIgnoreCase(real)) {
            return Optional.of(Kind.PRINCIPAL_CASE);
        }
        if (written.replace(" ", "").equals(real.replace(" ", ""))) {
            return Optional.of(Kind.PRINCIPAL_SPACES);
        }
        String name = asked.subject().principal().name();
        return written.substring(written.indexOf(':') + 1).equals(name)
                ? Optional.of(Kind.PRINCIPAL_TYPE)
                : Optional.empty();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
