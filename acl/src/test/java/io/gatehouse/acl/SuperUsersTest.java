package io.gatehouse.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuperUsersTest {
    @Test
    void entriesAreSeparatedBySemicolonsAndTrimmed() { // CONFORMANCE AZN-04
        Set<VerifiedPrincipal> users = SuperUsers.parse("User:Bob ; User:CN=a,O=b");

        assertThat(users).containsExactlyInAnyOrder(VerifiedPrincipal.user("Bob"), VerifiedPrincipal.user("CN=a,O=b"));
    }

    @Test
    void nothingIsNobody() {
        assertThat(SuperUsers.parse(" ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"User:a;", ";User:a", "User:a;;User:b", "bob", "User:", ":bob", "User:*", "User:ANONYMOUS"})
    void anythingOddIsRefused(String text) { // attack 137
        assertThatThrownBy(() -> SuperUsers.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("super.users: '")
                .hasMessageContaining("(expected: ");
    }
}
