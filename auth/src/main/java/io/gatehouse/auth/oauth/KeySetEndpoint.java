package io.gatehouse.auth.oauth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * A provider's address for its keys. One GET of this address and no other: redirections are not followed, what is too long,
 * too slow or compressed is dropped (attack 105), and no message shows anything of an answer (attack 106).
 */
public final class KeySetEndpoint implements KeySetSource {
    /** Less than a client's log-in may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final int OK = 200;
    private static final int REDIRECTIONS = 300;
    private static final int ERRORS = 400;

    private final URI address;
    private final HttpClient http;

    /** @param trust who may speak for the address; empty: the authorities that this JVM knows */
    public KeySetEndpoint(URI address, Optional<SSLContext> trust) {
        this.address = address;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER);
        trust.ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    @Override
    public byte[] read() throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        HttpResponse<byte[]> answer = await(http.sendAsync(request, head -> new Bounded()));
        int status = answer.statusCode();
        if (status >= REDIRECTIONS && status < ERRORS) {
            throw new IOException("it answered with a redirection, HTTP status " + status
                    + " (expected: the address of the keys themselves)");
        }
        if (status != OK) {
            throw new IOException("it answered with HTTP status " + status + " (expected: 200)");
        }
        if (answer.headers()
                .firstValue("Content-Encoding")
                .filter(how -> !how.equals("identity"))
                .isPresent()) {
            throw new IOException("it answered with compressed data, which nobody asked for");
        }
        return answer.body();
    }

    /** The client's own timeout would end with the head of the answer; this one is for all of it. */
    private static <T> T await(CompletableFuture<T> asked) throws IOException {
        try {
            return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it took longer than " + PATIENCE.toSeconds() + " s to answer", e);
        } catch (ExecutionException e) {
            throw new IOException("it cannot be asked: " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking", e);
        } finally {
            asked.cancel(true);
        }
    }

    /** The last cause says it: the path to the authority, the name in the certificate; or that nobody is there. */
    private static String reason(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null && !(last instanceof ConnectException)) {
            last = last.getCause();
        }
        String message = last.getMessage();
        return last.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    @Override
    public String place() {
        return address.toString();
    }

    @Override
    public boolean remote() {
        return true;
    }

    /** Keeps what fits, and ends the connection at the first byte that does not. Thread: the client's, one at a time. */
    private static final class Bounded implements HttpResponse.BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private Optional<Flow.Subscription> subscription = Optional.empty();

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription next) {
            subscription = Optional.of(next);
            next.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            for (ByteBuffer piece : pieces) {
                if (kept.size() + piece.remaining() > BYTES_MAX) {
                    subscription.ifPresent(Flow.Subscription::cancel);
                    body.completeExceptionally(new IOException("more than " + BYTES_MAX + " bytes"));
                    return;
                }
                byte[] bytes = new byte[piece.remaining()];
                piece.get(bytes);
                kept.writeBytes(bytes);
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(kept.toByteArray());
        }
    }
}
