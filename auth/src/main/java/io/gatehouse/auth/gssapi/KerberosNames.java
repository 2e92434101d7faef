package io.gatehouse.auth.gssapi;

import io.gatehouse.auth.identity.UserName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code sasl.kerberos.principal.to.local.rules}: from a Kerberos name to a principal's (CONFORMANCE GSS-06..GSS-13). Rules
 * are tried in order, the first that is for the name decides; where none is, or what it makes is no name, the peer is
 * nobody. A realm that no rule speaks of is foreign (attack 115). Immutable. Thread: any.
 */
public final class KerberosNames {
    /** A rule that is meant well looks at each character a few times. */
    static final int STEPS_MAX = 100_000;

    private static final String DEFAULT = "DEFAULT";

    /** RFC 6111: {@code WELLKNOWN/ANONYMOUS} is whoever asked the KDC for a ticket without a password. */
    private static final String NOBODY = "WELLKNOWN";

    /** GSS-09: a rule has to leave neither behind. */
    private static final Pattern NOT_SIMPLE = Pattern.compile("[/@]");

    private final List<Rule> rules;

    private KerberosNames(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * @param texts as they stand between the commas (GSS-13)
     * @param defaultRealm the realm whose names DEFAULT is for, empty where there is none
     * @throws IllegalArgumentException naming what cannot be read
     */
    public static KerberosNames parse(List<String> texts, Optional<String> defaultRealm) {
        List<Rule> rules = new ArrayList<>();
        for (String text : texts) {
            if (text.equals(DEFAULT)) {
                rules.add((name, budget) -> Optional.of(name.first())
                        .filter(first ->
                                defaultRealm.filter(name.realm()::equals).isPresent()));
            } else {
                rules.add(KerberosRule.parse(text)::apply);
            }
        }
        if (rules.isEmpty()) {
            throw new IllegalArgumentException(
                    "no rule (expected: DEFAULT or RULE:[n:string](regexp)s/pattern/replacement/)");
        }
        return new KerberosNames(rules);
    }

    /** What became of {@code name@REALM} or {@code name/instance@REALM}; whatever it is, nothing is thrown. */
    public Local map(String kerberosName) {
        Optional<KerberosName> parsed = KerberosName.parse(kerberosName);
        if (parsed.isEmpty()) {
            // GSS-11: a name without realm and instance is taken as it is.
            return KerberosName.parse(kerberosName + "@-")
                    .filter(name -> name.components().size() == 1)
                    .map(name -> judged(name.first()))
                    .orElseGet(() -> Local.nobody("malformed-kerberos-name"));
        }
        if (parsed.get().first().equals(NOBODY)) {
            return Local.nobody("reserved-kerberos-name");
        }
        return firstOf(parsed.get());
    }

    private Local firstOf(KerberosName name) {
        BoundedText.Budget budget = new BoundedText.Budget(STEPS_MAX);
        try {
            for (Rule rule : rules) {
                Optional<String> made = rule.apply(name, budget);
                if (made.isPresent()) {
                    return judged(made.get());
                }
            }
            return Local.nobody("no-kerberos-rule");
        } catch (BoundedText.TooManySteps e) {
            return Local.nobody("kerberos-rule-takes-too-long");
        }
    }

    private static Local judged(String made) {
        if (NOT_SIMPLE.matcher(made).find()) {
            return Local.nobody("kerberos-rule-leaves-realm-or-host");
        }
        // A KDC is somebody else's: its names have to be as harmless as those that this broker's own users may have.
        return UserName.mistake(made).isPresent()
                ? Local.nobody("kerberos-rule-makes-no-user-name")
                : new Local(made, "");
    }

    /** One rule: a name, or nothing where it is for others. */
    private interface Rule {
        Optional<String> apply(KerberosName name, BoundedText.Budget budget);
    }

    /**
     * @param name the principal's, empty where the peer is nobody
     * @param refusal why, as a fixed word for the audit log
     */
    public record Local(String name, String refusal) {
        static Local nobody(String refusal) {
            return new Local("", refusal);
        }

        public boolean known() {
            return refusal.isEmpty();
        }
    }
}
