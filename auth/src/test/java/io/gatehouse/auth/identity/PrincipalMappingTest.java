package io.gatehouse.auth.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrincipalMappingTest {
    private static final String ADMIN = "CN=adminUser,OU=Admin,O=Unknown,L=Unknown,ST=Unknown,C=Unknown";
    private static final String SERVICE = "CN=serviceuser,OU=ServiceUsers,O=Unknown,L=Unknown,ST=Unknown,C=Unknown";
    private static final String DOCUMENTED = "RULE:^CN=(.*?),OU=ServiceUsers.*$/$1/,"
            + "RULE:^CN=(.*?),OU=(.*?),O=(.*?),L=(.*?),ST=(.*?),C=(.*?)$/$1@$2/L,"
            + "RULE:^.*[Cc][Nn]=([a-zA-Z0-9.]*).*$/$1/L,DEFAULT";

    @Test
    void theDefaultKeepsTheWholeName() {
        assertThat(PrincipalMapping.DEFAULT.map(ADMIN)).contains(ADMIN);
    }

    /** PMR-06, PMR-10. */
    @Test
    void theDocumentedRulesDoWhatTheDocumentationSays() {
        PrincipalMapping mapping = PrincipalMapping.parse(DOCUMENTED);

        assertThat(mapping.map(SERVICE)).contains("serviceuser");
        assertThat(mapping.map(ADMIN)).contains("adminuser@admin");
        assertThat(mapping.map("O=x,CN=Bob.1")).contains("bob.1");
        assertThat(mapping.map("O=x")).contains("O=x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "RULE:CN=(.*)/$1/;CN=a,O=b;a,O=b", // PMR-04: the whole name has to match.
                "RULE:CN=(.*),OU=(.*),O=(.*)/$1@$4/;CN=a,OU=b,O=c;a@$4", // PMR-05: no such group.
                "RULE:CN=(.*)/$12/;CN=a;a2", // PMR-05: cut back to an existing group.
                "RULE:CN=(.*)/$1$/;CN=a;a$",
                "RULE:CN=(.*)/$1/U;CN=a;A",
                "RULE:CN=(.*)\\/(.*)/$1\\/$2/;CN=a/b;a/b", // PMR-03
                "RULE:CN=(.*?),O=(.*)/$2,$1/,DEFAULT;CN=a,O=b;b,a",
                "RULE:CN=(x)?(.*)/$1$2/;CN=a;a",
                " RULE:CN=(.*)/$1/ , DEFAULT ;CN=a;a",
                "RULE:O=(.*)/$1/,,DEFAULT,;CN=a;CN=a",
                "RULE:CN=([^.]+)\\.(.*)/$1/;CN=a.b;a",
                "DEFAULT;CN=x,O=A\\, B;CN=x,O=A\\, B" // PMR-13
            })
    void rulesAreRead(String rules, String name, String expected) {
        assertThat(PrincipalMapping.parse(rules).map(name)).contains(expected);
    }

    /** PMR-04: the first rule that matches. */
    @Test
    void laterRulesAreIgnored() {
        assertThat(PrincipalMapping.parse("RULE:CN=(.*)/first-$1/,RULE:CN=(.*)/second/")
                        .map("CN=a"))
                .contains("first-a");
    }

    /** PMR-08. */
    @Test
    void aNameThatNoRuleMatchesIsNobody() {
        assertThat(PrincipalMapping.parse("RULE:CN=a/a/").map("CN=b")).isEmpty();
        assertThat(PrincipalMapping.parse("RULE:CN=a,O=b/a/").map("CN=a")).isEmpty();
    }

    @Test
    void aRuleThatLeavesNothingNamesNobody() {
        assertThat(PrincipalMapping.parse("RULE:CN=(.*),O=.*/$1/").map("CN=,O=x"))
                .isEmpty();
    }

    /** PMR-09. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "RULE:foo",
                "RULE:a/b",
                "default",
                "RULE:(/x/",
                "RULE:a/b/X",
                "DEFAULT DEFAULT",
                "DEFAULTx"
            })
    void aTextThatIsNoRuleIsRefusedByName(String rules) {
        assertThatThrownBy(() -> PrincipalMapping.parse(rules))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected:")
                .hasMessageContaining(rules.isEmpty() ? "\"\"" : rules.substring(rules.length() - 1));
    }
}
