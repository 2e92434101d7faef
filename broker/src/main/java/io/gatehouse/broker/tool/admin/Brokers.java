package io.gatehouse.broker.tool.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.broker.tool.ToolRefusal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** The admin endpoints of the brokers that were named. */
final class Brokers {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):[0-9]{1,5}");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<String> addresses;
    private final HttpClient client;

    private Brokers(List<String> addresses, HttpClient client) {
        this.addresses = addresses;
        this.client = client;
    }

    /** @param list HOST:PORT, separated by commas */
    static Brokers of(String list, SSLContext context) {
        List<String> addresses =
                Stream.of(list.split(",", -1)).map(String::trim).toList();
        addresses.stream()
                .filter(address -> !ADDRESS.matcher(address).matches())
                .findFirst()
                .ifPresent(address -> {
                    throw ToolRefusal.withUsage("--admin " + address + " (expected: HOST:PORT, separated by commas)");
                });
        return new Brokers(
                addresses,
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT_MAX)
                        .sslContext(context)
                        .build());
    }

    /** One of them alone: where it is not known what became of a change, another one must not be asked to make it. */
    Brokers only(String address) {
        return new Brokers(List.of(address), client);
    }

    /** Asks all at once; answers in the order in which they were named. */
    List<Reply> all(String method, String target, String body) {
        List<CompletableFuture<Reply>> asked = addresses.stream()
                .map(address -> ask(address, method, target, body))
                .toList();
        return asked.stream().map(CompletableFuture::join).toList();
    }

    /** Asks one after the other until one answers; what the last one said if none does. */
    Reply any(String method, String target, String body) {
        Reply last = ask(addresses.get(0), method, target, body).join();
        for (int i = 1; i < addresses.size() && last.silent(); i++) {
            last = ask(addresses.get(i), method, target, body).join();
        }
        return last;
    }

    private CompletableFuture<Reply> ask(String address, String method, String target, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://" + address + target))
                .timeout(ANSWER_MAX)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> new Reply(address, answer.statusCode(), read(answer.body())))
                .exceptionally(failure -> new Reply(address, 0, error(reason(failure))));
    }

    private static ObjectNode read(String body) {
        try {
            if (MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // Told below, as what is no object is.
        }
        return error("the answer is not an admin endpoint's");
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    private static ObjectNode error(String text) {
        return object().put("error", text);
    }

    /** The innermost words, since the outer ones only say that it failed. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}
