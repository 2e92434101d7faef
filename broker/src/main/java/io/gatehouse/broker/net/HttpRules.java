package io.gatehouse.broker.net;

import io.gatehouse.broker.api.admin.AdminRoute;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/**
 * How little of HTTP the admin endpoint speaks. Whatever two programs could read in two ways is refused: a length that is
 * there twice, chunks, line ends without CR, paths with escapes or dots, whole addresses (CWE-444). A web page cannot make
 * a browser ask in its user's name: requests with an origin are refused, and what changes something needs a content type that
 * no form sends.
 */
final class HttpRules {
    /** The longest path and query that make sense have a principal of 249 characters, each escaped. */
    private static final int LINE_BYTES_MAX = 4 << 10;

    private static final int HEADER_BYTES_MAX = 8 << 10;

    private static final int HEADERS_MAX = 64;

    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE);
    private static final Pattern TARGET = Pattern.compile("((?:/[A-Za-z0-9_-]+)+)(?:\\?([\\x21\\x24-\\x7e]*))?");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,9}");
    private static final Pattern JSON =
            Pattern.compile("application/json(?:; ?charset=utf-8)?", Pattern.CASE_INSENSITIVE);

    private HttpRules() {}

    /** What is wrong with a request; the connection ends with it. */
    record Refusal(int status, String sentence) {}

    static HttpDecoderConfig decoder() {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(LINE_BYTES_MAX)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setMaxChunkSize(AdminRoute.BODY_BYTES_USUAL)
                .setChunkedSupported(false)
                .setAllowDuplicateContentLengths(false)
                .setValidateHeaders(true)
                .setStrictLineParsing(true);
    }

    /**
     * Looks at a request's head; its body has not come yet.
     *
     * @param bodyBytesMax asked about requests with a body that is longer than is usual
     */
    static Optional<Refusal> refusal(HttpRequest request, ToIntFunction<HttpRequest> bodyBytesMax) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(undecodable(request.decoderResult().cause()));
        }
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return refuse(505, "HTTP/1.1 is spoken here");
        }
        if (!METHODS.contains(request.method())) {
            return refuse(405, "the method (expected: GET, POST or DELETE)");
        }
        if (!TARGET.matcher(request.uri()).matches()) {
            return refuse(400, "the path (expected: /v1/... without escapes and dots)");
        }
        return headers(request.headers()).or(() -> body(request, bodyBytesMax));
    }

    static String path(HttpRequest request) {
        int question = request.uri().indexOf('?');
        return question < 0 ? request.uri() : request.uri().substring(0, question);
    }

    static String query(HttpRequest request) {
        int question = request.uri().indexOf('?');
        return question < 0 ? "" : request.uri().substring(question + 1);
    }

    private static Refusal undecodable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Refusal(414, "the request line (expected: at most " + LINE_BYTES_MAX + " bytes)");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Refusal(431, "the headers (expected: at most " + HEADER_BYTES_MAX + " bytes)");
        }
        return new Refusal(400, "the request is not HTTP/1.1 as RFC 9112 has it");
    }

    private static Optional<Refusal> headers(HttpHeaders headers) {
        if (headers.size() > HEADERS_MAX) {
            return refuse(431, "the headers (expected: at most " + HEADERS_MAX + ")");
        }
        if (headers.getAll(HttpHeaderNames.HOST).size() != 1) {
            return refuse(400, "the header Host (expected: once)");
        }
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return refuse(400, "Transfer-Encoding (expected: Content-Length)");
        }
        if (headers.contains(HttpHeaderNames.EXPECT)) {
            return refuse(417, "Expect (expected: the body behind the headers)");
        }
        if (headers.contains(HttpHeaderNames.ORIGIN)) {
            return refuse(403, "web pages are not served");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> body(HttpRequest request, ToIntFunction<HttpRequest> bodyBytesMax) {
        List<String> lengths = request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
        boolean post = request.method().equals(HttpMethod.POST);
        if (lengths.isEmpty()) {
            return post ? refuse(411, "Content-Length (expected: once)") : Optional.empty();
        }
        if (lengths.size() > 1 || !LENGTH.matcher(lengths.get(0)).matches()) {
            return refuse(400, "Content-Length (expected: one number)");
        }
        long length = Long.parseLong(lengths.get(0));
        int max = length > AdminRoute.BODY_BYTES_USUAL ? bodyBytesMax.applyAsInt(request) : AdminRoute.BODY_BYTES_USUAL;
        if (length > max) {
            return refuse(413, "the body (expected: at most " + max + " bytes)");
        }
        if (!post) {
            return lengths.get(0).equals("0") ? Optional.empty() : refuse(400, "a body (expected: with POST only)");
        }
        List<String> types = request.headers().getAll(HttpHeaderNames.CONTENT_TYPE);
        return types.size() == 1 && JSON.matcher(types.get(0)).matches()
                ? Optional.empty()
                : refuse(415, "Content-Type (expected: application/json)");
    }

    private static Optional<Refusal> refuse(int status, String sentence) {
        return Optional.of(new Refusal(status, sentence));
    }
}
