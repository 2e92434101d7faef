package io.gatehouse.auth.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** One rule of a {@link PrincipalMapping}. */
record MappingRule(Pattern pattern, String replacement, Letters letters) {
    enum Letters {
        AS_THEY_ARE,
        LOWER,
        UPPER
    }

    /** DEFAULT: the whole name as it is, whatever characters it has. */
    static final MappingRule IDENTITY =
            new MappingRule(Pattern.compile("(.*)", Pattern.DOTALL), "$1", Letters.AS_THEY_ARE);

    static MappingRule of(String pattern, String replacement, Letters letters, String ruleText) {
        try {
            return new MappingRule(Pattern.compile(pattern), replacement, letters);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "rule \"" + ruleText + "\" (expected: a regular expression; " + e.getDescription() + ")", e);
        }
    }

    Optional<String> apply(String distinguishedName) {
        Matcher matcher = pattern.matcher(distinguishedName);
        if (!matcher.matches()) { // The whole name, not a part of it (CONFORMANCE PMR-04).
            return Optional.empty();
        }
        String name = fill(matcher);
        return Optional.of(
                switch (letters) {
                    case AS_THEY_ARE -> name;
                    case LOWER -> name.toLowerCase(Locale.ENGLISH);
                    case UPPER -> name.toUpperCase(Locale.ENGLISH);
                });
    }

    /** Not {@code Matcher.replaceAll}: that throws where a group does not exist; here the text stays (PMR-05). */
    private String fill(Matcher matcher) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        while (at < replacement.length()) {
            char c = replacement.charAt(at);
            if (c == '\\' && at + 1 < replacement.length()) {
                filled.append(replacement.charAt(at + 1));
                at += 2;
            } else if (c == '$') {
                at += fillGroup(matcher, at, filled);
            } else {
                filled.append(c);
                at++;
            }
        }
        return filled.toString();
    }

    /** Takes as many digits as still name a group; returns how many characters of the replacement are used up. */
    private int fillGroup(Matcher matcher, int dollar, StringBuilder filled) {
        int end = dollar + 1;
        int group = 0;
        while (end < replacement.length() && isDigit(replacement.charAt(end))) {
            int longer = group * 10 + (replacement.charAt(end) - '0');
            if (longer > matcher.groupCount()) {
                break;
            }
            group = longer;
            end++;
        }
        if (end == dollar + 1) {
            filled.append('$');
            return 1;
        }
        String text = matcher.group(group);
        filled.append(text == null ? "" : text);
        return end - dollar;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
