package io.gatehouse.auth.gssapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CONFORMANCE GSS-06..GSS-13, attack 115. */
final class KerberosNamesTest {
    private static KerberosNames rules(String... texts) {
        return KerberosNames.parse(List.of(texts), Optional.of("HOME.ORG"));
    }

    @ParameterizedTest(name = "GSS-07 {0}: {1} is {2}")
    @CsvSource(delimiter = '|', textBlock = """
            RULE:[1:$1@$0](.*@OTHER.ORG)s/@.*//        | alice@OTHER.ORG        | alice
            RULE:[1:$1]                                | alice@OTHER.ORG        | alice
            RULE:[2:$1]                                | kafka/host@OTHER.ORG   | kafka
            RULE:[2:$1-$2]                             | kafka/h1@OTHER.ORG     | kafka-h1
            RULE:[2:$2@$0](admin@.*)s/.*/root/         | alice/admin@OTHER.ORG  | root
            RULE:[1:$1]s/a/o/                          | banana@OTHER.ORG       | bonana
            RULE:[1:$1]s/a/o/g                         | banana@OTHER.ORG       | bonono
            RULE:[1:$1]s/x/y//L                        | ALICE@OTHER.ORG        | alice
            RULE:[1:$1]s/A/b/g/L                       | ALA@OTHER.ORG          | blb
            RULE:[1:$1]s/x/y//U                        | alice@OTHER.ORG        | ALICE
            RULE:[1:$1]s/l/r/g/U                       | lilli@OTHER.ORG        | RIRRI
            RULE:[1:$1]/L                              | ALICE@OTHER.ORG        | alice
            RULE:[1:$1](A.*)/L                         | ALICE@OTHER.ORG        | alice
            RULE:[1:$1@$0]s/([^@]+)@([^.]+).*/$2-$1/   | alice@OTHER.ORG        | OTHER-alice
            DEFAULT                                    | alice@HOME.ORG         | alice
            DEFAULT                                    | kafka/h1@HOME.ORG      | kafka
            """)
    void aRuleMakesAName(String rule, String kerberos, String local) {
        assertThat(rules(rule).map(kerberos)).isEqualTo(new KerberosNames.Local(local, ""));
    }

    @ParameterizedTest(name = "{0}: {1} is nobody: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            DEFAULT                             | alice@EVIL.REALM            | no-kerberos-rule
            DEFAULT                             | alice@home.org              | no-kerberos-rule
            RULE:[1:$1@$0](.*@OTHER.ORG)s/@.*// | alice@HOME.ORG              | no-kerberos-rule
            RULE:[1:$1](alice)                  | malice@HOME.ORG             | no-kerberos-rule
            RULE:[1:$1](alice)                  | alice/admin@HOME.ORG        | no-kerberos-rule
            RULE:[2:$1](alice)                  | alice@HOME.ORG              | no-kerberos-rule
            RULE:[1:$1@$0]                      | alice@HOME.ORG              | kerberos-rule-leaves-realm-or-host
            RULE:[2:$1/$2]                      | kafka/h1@HOME.ORG           | kerberos-rule-leaves-realm-or-host
            RULE:[1:$1]s/.*//                   | alice@HOME.ORG              | kerberos-rule-makes-no-user-name
            DEFAULT                             | al ice@HOME.ORG             | kerberos-rule-makes-no-user-name
            DEFAULT                             | *@HOME.ORG                  | kerberos-rule-makes-no-user-name
            DEFAULT                             | ANONYMOUS@HOME.ORG          | kerberos-rule-makes-no-user-name
            DEFAULT                             | WELLKNOWN/ANONYMOUS@HOME.ORG| reserved-kerberos-name
            DEFAULT                             | alice\\@EVIL.ORG@HOME.ORG   | malformed-kerberos-name
            DEFAULT                             | alice@EVIL.ORG@HOME.ORG     | malformed-kerberos-name
            DEFAULT                             | alice/a/b@HOME.ORG          | malformed-kerberos-name
            DEFAULT                             | alice/@HOME.ORG             | malformed-kerberos-name
            DEFAULT                             | /admin@HOME.ORG             | malformed-kerberos-name
            DEFAULT                             | alice@                      | malformed-kerberos-name
            DEFAULT                             | @HOME.ORG                   | malformed-kerberos-name
            """)
    void namesThatNoRuleMakesAreNobodysAttack115(String rule, String kerberos, String reason) {
        assertThat(rules(rule).map(kerberos)).isEqualTo(new KerberosNames.Local("", reason));
    }

    @Test
    void theFirstRuleThatIsForTheNameDecidesGss06() {
        KerberosNames names = rules("RULE:[2:$1](alice)s/.*/boss/", "RULE:[1:$1](bob)s/b/B/", "DEFAULT");

        assertThat(names.map("alice/admin@HOME.ORG").name()).isEqualTo("boss");
        assertThat(names.map("bob@HOME.ORG").name()).isEqualTo("Bob");
        assertThat(names.map("bob/x@HOME.ORG").name()).isEqualTo("bob");
    }

    @Test
    void withoutADefaultRealmDefaultIsForNobodyGss10() {
        assertThat(KerberosNames.parse(List.of("DEFAULT"), Optional.empty()).map("alice@HOME.ORG"))
                .isEqualTo(KerberosNames.Local.nobody("no-kerberos-rule"));
    }

    @Test
    void aNameWithoutRealmAndHostStaysGss11() {
        assertThat(rules("RULE:[1:$1](bob)").map("alice").name()).isEqualTo("alice");
        assertThat(rules("DEFAULT").map("alice/host").known()).isFalse();
        assertThat(rules("DEFAULT").map("").known()).isFalse();
    }

    @ParameterizedTest(name = "GSS-12 {0}")
    @CsvSource(delimiter = '|', textBlock = """
            RULE:[1:$1](a)(b)          | (b)
            RULE:[1:$1]s/a/b/x         | x
            RULE:[3:$1]                | RULE:[3:$1]
            RULE:[1:$2]                | $2
            RULE:[1:$]                 | $
            RULE:[1:$1]s/(a)/$2/       | $2
            RULE:[1:$1]s/a/b           | s/a/b
            RULE:[1:$1@$0](.*@A        | (.*@A
            rule:[1:$1]                | rule:[1:$1]
            DEFAULTS                   | DEFAULTS
            """)
    void aRuleThatCannotBeReadIsNamedWithItsPart(String rule, String part) {
        assertThatThrownBy(() -> rules(rule))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + rule + "\"")
                .hasMessageContaining("\"" + part + "\"");
    }

    @Test
    void anExpressionThatIsNoneIsToldOf() {
        assertThatThrownBy(() -> rules("RULE:[1:$1](a[)")).hasMessageContaining("regular expressions");
        assertThatThrownBy(() -> KerberosNames.parse(List.of(), Optional.empty()))
                .hasMessageContaining("no rule");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RULE:[1:$1](.*.*.*.*.*.*.*.*b)",
                "RULE:[1:$1](a*a*a*a*a*a*a*a*a*b)",
                "RULE:[1:$1]s/a*a*a*a*a*a*a*b/x/g",
                "RULE:[1:$1]s/(a+)+b/x/"
            })
    void anExpressionThatRunsWildIsGivenUpAttack115(String rule) {
        assertThat(rules(rule).map("a".repeat(400) + "@HOME.ORG").refusal()).isEqualTo("kerberos-rule-takes-too-long");
    }

    /** Alternatives in a loop cost the JDK's expressions stack, not steps. */
    @Test
    void theLongestNameFitsOnTheStack() {
        assertThat(rules("RULE:[1:$1]s/(a|b)+/b/")
                        .map("ab".repeat(250) + "@HOME.ORG")
                        .name())
                .isEqualTo("b");
    }

    @Test
    void aLongNameIsNotLookedAt() {
        assertThat(rules("RULE:[1:$1]").map("a".repeat(KerberosName.CHARS_MAX) + "@HOME.ORG"))
                .isEqualTo(KerberosNames.Local.nobody("malformed-kerberos-name"));
    }

    /** Whatever a KDC calls its people: no exception, and never a name with a realm, an instance or a control character. */
    @Test
    void noNameThrowsSeed115() {
        Random random = new Random(115);
        KerberosNames names = rules("RULE:[2:$1-$2](.*-[ab]+)s/(a|b)+/$1/g", "RULE:[1:$1@$0](.*@A)s/@.*//", "DEFAULT");
        String alphabet = "ab/@\\$\u0000\n\u00e4AHOME.RG";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(24);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            KerberosNames.Local local = names.map(random.nextBoolean() ? text.toString() : text + "@HOME.ORG");
            assertThat(local.known() ? local.name() : "a").matches("[a-zA-Z0-9.$-]+");
        }
    }
}
