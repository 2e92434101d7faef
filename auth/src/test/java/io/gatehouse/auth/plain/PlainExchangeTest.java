package io.gatehouse.auth.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CONFORMANCE PLN rows; attacks 70 to 74. The sign | stands for NUL. */
final class PlainExchangeTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final List<String> asked = new ArrayList<>();
    private final PlainMechanism mechanism = new PlainMechanism((user, password, now) -> {
        asked.add(user);
        return user.equals("alice") && password.sameAs(Secret.ofText("alice-secret"))
                ? PasswordVerdict.right(() -> true)
                : PasswordVerdict.refused("wrong-password");
    });

    private static byte[] token(String text) {
        return text.replace('|', '\0').getBytes(StandardCharsets.UTF_8);
    }

    private RoundResult evaluate(byte[] token) {
        return mechanism.begin().evaluate(token, NOW);
    }

    private String refusal(byte[] token) {
        return evaluate(token).fold(challenge -> "challenge", accepted -> "accepted", RoundResult.Refused::auditReason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"|alice|alice-secret", "alice|alice|alice-secret"})
    void theRightPasswordProvesTheUser(String text) {
        RoundResult result = evaluate(token(text));

        assertThat(result.<Optional<VerifiedPrincipal>>fold(
                        challenge -> Optional.empty(),
                        accepted -> Optional.of(accepted.principal()),
                        refused -> Optional.empty()))
                .contains(VerifiedPrincipal.user("alice"));
        assertThat(result.<byte[]>fold(RoundResult.Challenge::token, RoundResult.Accepted::token, r -> new byte[1]))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "|alice|wrong,wrong-password",
        "|bob|alice-secret,wrong-password",
        "|Alice|alice-secret,wrong-password",
        "bob|alice|alice-secret,other-authorization-id",
        "admin|alice|wrong,other-authorization-id",
        "||alice-secret,no-user",
        "|alice|,no-password",
        "||,no-user",
        "alice|alice-secret,malformed-plain-token",
        "|alice|alice|secret,malformed-plain-token",
        "||||,malformed-plain-token",
        "alice,malformed-plain-token"
    })
    void anythingElseIsRefusedWithItsReason(String text, String reason) {
        assertThat(refusal(token(text))).isEqualTo(reason);
    }

    @Test
    void anEmptyTokenIsNoToken() {
        assertThat(refusal(new byte[0])).isEqualTo("malformed-plain-token");
    }

    @Test
    void aMebibyteOfNulsIsRefusedUnread() {
        assertThat(refusal(new byte[1 << 20])).isEqualTo("message-too-long");
    }

    // Attack 74.
    @Test
    void aLongPasswordIsNeverHashed() {
        byte[] password = new byte[PlainToken.PART_BYTES_MAX + 1];
        Arrays.fill(password, (byte) 'x');

        assertThat(refusal(token("|alice|" + new String(password, StandardCharsets.UTF_8))))
                .isEqualTo("message-too-long");
        assertThat(asked).isEmpty();
    }

    // Attack 73.
    @ParameterizedTest
    @ValueSource(ints = {0x80, 0xc0, 0xff, 0xed})
    void malformedUtf8IsRefusedInNameAndPassword(int octet) {
        byte[] inName = token("|al?ce|alice-secret");
        inName[3] = (byte) octet;
        byte[] inPassword = token("|alice|alice-s?cret");
        inPassword[14] = (byte) octet;

        assertThat(refusal(inName)).isEqualTo("malformed-utf8");
        assertThat(refusal(inPassword)).isEqualTo("malformed-utf8");
        assertThat(asked).isEmpty();
    }

    // Attack 71.
    @Test
    void nobodyIsAskedForWhoWantsToActForAnother() {
        assertThat(refusal(token("admin|alice|alice-secret"))).isEqualTo(RoundResult.OTHER_AUTHORIZATION_ID);
        assertThat(asked).isEmpty();
    }

    @Test
    void anExchangeTakesOneTokenOnly() {
        SaslExchange exchange = mechanism.begin();
        assertThat(exchange.slow()).isTrue();
        var unused = exchange.evaluate(token("|alice|wrong"), NOW);

        assertThat(exchange.evaluate(token("|alice|alice-secret"), NOW)
                        .<String>fold(c -> "", a -> "accepted", RoundResult.Refused::auditReason))
                .isEqualTo("exchange-is-over");
    }
}
