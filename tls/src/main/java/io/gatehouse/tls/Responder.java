package io.gatehouse.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One question to an authority's responder over HTTP (RFC 6960 appendix A). An answer is not believed for the way it came: it
 * is signed. So plain HTTP will do, as authorities have it, but the answer is bounded in size and time. Blocks.
 */
final class Responder {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** An answer holds one status, a signature, and perhaps the responder's certificate with its chain. */
    private static final int BYTES_MAX = 64 * 1024;

    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @throws IOException when there is no answer, or none in time, or too large a one */
    byte[] ask(URI address, byte[] question) throws IOException {
        if (!ResponderSettings.askable(address)) {
            throw new IOException(address + " cannot be asked (expected: http://HOST/ or https://HOST/)");
        }
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/ocsp-request")
                .header("Accept", "application/ocsp-response")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                .build();
        HttpResponse<byte[]> answer = await(http.sendAsync(request, head -> bounded()), address);
        if (answer.statusCode() != OK) {
            throw new IOException(address + " answered with HTTP status " + answer.statusCode());
        }
        if (answer.body().length > BYTES_MAX) {
            throw new IOException(address + " answered with more than " + BYTES_MAX + " bytes");
        }
        return answer.body();
    }

    /** The client's own timeout ends with the head of the answer; this one is for all of it. */
    private static HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> asked, URI address)
            throws IOException {
        try {
            return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(address + " took longer than " + PATIENCE.toSeconds() + " s to answer", e);
        } catch (ExecutionException e) {
            throw new IOException(address + " cannot be asked: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + address, e);
        } finally {
            asked.cancel(true);
        }
    }

    /** Keeps one byte too many at most, and lets the rest fall. */
    private static HttpResponse.BodySubscriber<byte[]> bounded() {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        return BodySubscribers.mapping(
                BodySubscribers.ofByteArrayConsumer(piece -> piece.ifPresent(
                        bytes -> kept.write(bytes, 0, Math.min(bytes.length, BYTES_MAX + 1 - kept.size())))),
                done -> kept.toByteArray());
    }
}
