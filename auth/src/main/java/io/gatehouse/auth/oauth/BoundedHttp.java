package io.gatehouse.auth.oauth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
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
 * One question to a provider, and its answer: redirections are not followed, what is too long, too slow or compressed is
 * dropped (attack 105), and no message shows anything of an answer (attack 106). Thread: any that may wait.
 */
final class BoundedHttp {
    /** Less than a client's log-in may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final int OK = 200;
    private static final int REDIRECTIONS = 300;
    private static final int ERRORS = 400;
    private static final int BYTES_MAX = KeySetSource.BYTES_MAX;

    private final HttpClient http;

    /** @param trust who may speak for addresses; empty: the authorities that this JVM knows */
    BoundedHttp(Optional<SSLContext> trust) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER);
        trust.ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    byte[] ask(HttpRequest request) throws IOException {
        HttpResponse<byte[]> answer = await(http.sendAsync(request, head -> new Bounded()));
        int status = answer.statusCode();
        if (status >= REDIRECTIONS && status < ERRORS) {
            throw new IOException("it answered with a redirection, HTTP status " + status
                    + " (expected: the address that answers itself)");
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
