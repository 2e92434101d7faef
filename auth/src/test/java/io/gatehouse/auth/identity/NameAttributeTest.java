package io.gatehouse.auth.identity;

import static org.assertj.core.api.Assertions.assertThat;

import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups that a certificate's subject names (PEERS C8). */
class NameAttributeTest {
    private final NameAttribute units = new NameAttribute("OU");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CN=a,OU=ops,O=x | ops",
                "CN=a,ou=ops+OU=dev,O=x | ops;dev",
                "CN=a,O=x | ''",
                "CN=a\\,OU=admins,O=x | ''",
                "CN=a\\+OU\\=admins,OU=ops | ops",
                "CN=a,OU=one\\, two | one, two",
                "CN=a,OU=\\C3\\A4 b | ä b",
                "CN=a,OU=\\FF | ''",
                "CN=a,OU=\\0Ax | ''",
                "CN=a,OU= | ''",
                "CN=a,OU=#0c016f | ''",
                "CN=a,OUX=x,XOU=y | ''",
                "CN=a,OU=b\\ | ''",
                "OU | ''",
                "'' | ''"
            })
    void itsValuesAreThoseOfItsOwnParts(String name, String values) {
        assertThat(String.join(";", units.values(name))).isEqualTo(values);
    }

    @Test
    void whatTheRuntimeWritesIsReadBack() {
        String name =
                new X500Principal("CN=\"a,OU=admins\", OU=\"b;c\\\\d\", OU=e, O=x").getName(X500Principal.RFC2253);

        assertThat(units.values(name)).containsExactly("b;c\\d", "e");
    }

    @Test
    void aMappingTellsGroupsOnlyWhereItIsAskedTo() {
        assertThat(PrincipalMapping.DEFAULT.groups("CN=a,OU=ops")).isEmpty();
        assertThat(PrincipalMapping.DEFAULT.withGroups("ou").groups("CN=a,OU=ops"))
                .containsExactly("ops");
    }
}
