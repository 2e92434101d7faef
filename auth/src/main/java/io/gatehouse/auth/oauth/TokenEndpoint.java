package io.gatehouse.auth.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.auth.sasl.RenewedProof;
import io.gatehouse.auth.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * A provider's address for tokens: this broker shows its id and secret and gets one for itself (RFC 6749 section 4.4,
 * CONFORMANCE OAU-18). Thread: any that may wait.
 */
public final class TokenEndpoint {
    /** RFC 6750 section 2.1: what may stand behind the word Bearer. */
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]{1," + CompactToken.CHARS_MAX + "}=*");

    /** One that does not say how long it counts is used for so long. */
    private static final Duration UNSAID = Duration.ofMinutes(1);

    private static final Duration LONGEST = Duration.ofDays(1);

    private final URI address;
    private final String clientId;
    private final Secret clientSecret;
    private final Optional<String> scope;
    private final BoundedHttp http;

    /** @param trust who may speak for the address; empty: the authorities that this JVM knows */
    public TokenEndpoint(
            URI address, String clientId, Secret clientSecret, Optional<String> scope, Optional<SSLContext> trust) {
        this.address = address;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.scope = scope;
        this.http = new BoundedHttp(trust);
    }

    /** One with its end, as the provider says. The message of a failure shows neither secret nor answer. */
    RenewedProof.Given<String> fetch(Instant now) throws IOException {
        ObjectNode answer = StrictJson.object(http.ask(request()))
                .orElseThrow(() -> new IOException("it answered with something that is no JSON object"));
        String token = answer.path("access_token").asText("");
        if (!BEARER.matcher(token).matches()) {
            throw new IOException("it answered without an access_token that can be sent");
        }
        Duration life = answer.path("expires_in").canConvertToInt()
                        && answer.path("expires_in").intValue() > 0
                ? Duration.ofSeconds(answer.path("expires_in").intValue())
                : UNSAID;
        return new RenewedProof.Given<>(token, now.plus(life.compareTo(LONGEST) > 0 ? LONGEST : life));
    }

    private HttpRequest request() {
        String body = "grant_type=client_credentials"
                + scope.map(text -> "&scope=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                        .orElse("");
        return HttpRequest.newBuilder(address)
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", "Basic " + credentials())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private String credentials() {
        byte[] id = (clientId + ":").getBytes(StandardCharsets.UTF_8);
        byte[] secret = clientSecret.reveal();
        byte[] both = Arrays.copyOf(id, id.length + secret.length);
        System.arraycopy(secret, 0, both, id.length, secret.length);
        Arrays.fill(secret, (byte) 0);
        return Base64.getEncoder().encodeToString(both);
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
