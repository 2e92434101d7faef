package io.gatehouse.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.auth.sasl.FailedExchange;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslClientExchange;
import io.gatehouse.auth.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How this broker gets tokens and shows them to others (CONFORMANCE OAU-18). */
final class OauthProofTest {
    private static final String SECRET = "the secret:of a client";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile int status = 200;
    private volatile String answer = "";
    private volatile Instant now = Provider.NOW;
    private OauthProof proof;

    @BeforeEach
    void aProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", exchange -> {
            asked.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        TokenEndpoint endpoint = new TokenEndpoint(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token"),
                "broker-1",
                Secret.ofText(SECRET),
                Optional.of("kafka write"),
                Optional.empty());
        proof = new OauthProof(endpoint, "alice", "sub", () -> now);
        answer = given(Provider.good());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static String given(String token) {
        return "{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\",\"expires_in\":100}";
    }

    private String token() throws FailedExchange {
        return new String(proof.begin("localhost").first(), StandardCharsets.US_ASCII)
                .replace("n,,\u0001auth=Bearer ", "")
                .replace("\u0001", "");
    }

    @Test
    void theServersSideBelievesTheClientsSide() throws FailedExchange {
        OauthExchange exchange = new OauthExchange(
                new SignedTokens(Provider.rules(), new Provider(Provider.RSA), who -> false), java.util.Set.of());
        SaslClientExchange client = proof.begin("localhost");

        RoundResult result = exchange.evaluate(client.first(), now);

        assertThat(result).isInstanceOf(RoundResult.Accepted.class);
        assertThat(client.next(((RoundResult.Accepted) result).token())).isEmpty();
        assertThat(asked)
                .containsExactly("POST Basic "
                        + Base64.getEncoder().encodeToString(("broker-1:" + SECRET).getBytes(StandardCharsets.UTF_8))
                        + " grant_type=client_credentials&scope=kafka+write");
    }

    @Test
    void aTokenIsFetchedAnewWhenMostOfItsTimeIsOver() throws FailedExchange {
        String first = token();
        now = now.plusSeconds(79);
        assertThat(token()).isEqualTo(first);
        assertThat(asked).hasSize(1);

        now = now.plusSeconds(1);
        token();

        assertThat(asked).hasSize(2);
    }

    @Test
    void whileTheProviderIsAwayTheTokenIsUsedToItsEnd() throws FailedExchange {
        String first = token();
        status = 503;
        now = now.plusSeconds(99);
        assertThat(token()).isEqualTo(first);

        now = now.plusSeconds(1);

        assertThatThrownBy(this::token)
                .isInstanceOf(FailedExchange.class)
                .hasMessageContaining("no token from http://127.0.0.1")
                .hasMessageContaining("HTTP status 503");
    }

    @Test
    void aTokenForSomebodyElseIsNotSent() {
        answer = given(Provider.signed(Provider.RSA, "RS256", Provider.json(Provider.claims("sub", "\"mallory\""))));

        assertThatThrownBy(this::token).hasMessageContaining("is for mallory (expected: for alice)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"access_token\":7}",
                "{\"access_token\":\"\"}",
                "{\"access_token\":\"a b\"}",
                "{\"access_token\":\"a\\u0001auth=Bearer b\"}",
                "{\"access_token\":\"a\",\"access_token\":\"b\"}",
                "{\"access_token\":\"opaque\"}",
                "{\"access_token\":\"a.b.c\"}"
            })
    void whatIsNoTokenIsNotSentAndNotShown(String odd) {
        answer = odd;

        assertThatThrownBy(this::token)
                .isInstanceOf(FailedExchange.class)
                .hasMessageNotContaining("opaque")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void whatAnotherBrokerSaysOfATokenIsCutAndEscaped() {
        assertThatThrownBy(() -> proof.begin("localhost")
                        .next(("{\"status\":\"invalid_token\"}\n" + "x".repeat(1000)).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(FailedExchange.class)
                .hasMessageContaining("invalid_token")
                .hasMessageNotContaining("\n")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(400));
    }
}
