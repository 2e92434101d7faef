package io.gatehouse.broker.api.connection;

import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.session.PeerDetails.ClientSoftware;
import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;

/** ApiVersions (18): the list is the same before and after authentication (CONFORMANCE API-81 to API-83). */
public final class ApiVersionsHandler implements ApiHandler<ApiVersionsRequestData, ApiVersionsResponseData> {
    /** The first version in which a client says what software it is. */
    private static final short NAMES_SOFTWARE = 3;

    /** The newest version answered. */
    public static final short NEWEST = 4;

    private static final Pattern SOFTWARE = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    /** Longer is not a name (attack 20). */
    private static final int SOFTWARE_CHARS_MAX = 256;

    private static final ApiSpec SPEC =
            new ApiSpec(ApiKey.API_VERSIONS, 0, NEWEST, RequiredRights.none("everybody (CONFORMANCE API-83)"));

    /** What the pipeline answers by itself, with the connection's state for a right. */
    private static final List<ApiSpec> PIPELINE = List.of(
            new ApiSpec(ApiKey.SASL_HANDSHAKE, 0, 1, RequiredRights.none("everybody, to log in (CONFORMANCE SAX-01)")),
            new ApiSpec(
                    ApiKey.SASL_AUTHENTICATE, 0, 2, RequiredRights.none("everybody, to log in (CONFORMANCE SAX-01)")));

    private final Supplier<List<ApiSpec>> apis;

    /** @param apis {@code ApiTable.specs} of the table that holds this handler too */
    public ApiVersionsHandler(Supplier<List<ApiSpec>> apis) {
        this.apis = apis;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<ApiVersionsResponseData> handle(ApiVersionsRequestData request, RequestContext context) {
        return CompletableFuture.completedFuture(answer(request, context.version()));
    }

    public ApiVersionsResponseData answer(ApiVersionsRequestData request, short version) {
        if (version >= NAMES_SOFTWARE && software(request).isEmpty()) {
            return refusal(ErrorCode.INVALID_REQUEST); // API-82.
        }
        ApiVersionCollection list = new ApiVersionCollection();
        Stream.concat(apis.get().stream(), PIPELINE.stream())
                .sorted((a, b) -> Short.compare(a.key().id(), b.key().id()))
                .forEach(spec -> list.add(entry(spec)));
        return new ApiVersionsResponseData().setApiKeys(list);
    }

    /** The answer to a version that we do not know: version 0, with what we do know (API-81, KIP-511). */
    public ApiVersionsResponseData unsupported() {
        ApiVersionCollection list = new ApiVersionCollection();
        list.add(entry(SPEC));
        return refusal(ErrorCode.UNSUPPORTED_VERSION).setApiKeys(list);
    }

    public ApiVersionsResponseData refusal(ErrorCode error) {
        return new ApiVersionsResponseData().setErrorCode(error.code());
    }

    /** What software the client says it is, where it says so in legal words (KIP-511). */
    public static Optional<ClientSoftware> software(ApiVersionsRequestData request) {
        return names(request.clientSoftwareName()) && names(request.clientSoftwareVersion())
                ? Optional.of(new ClientSoftware(request.clientSoftwareName(), request.clientSoftwareVersion()))
                : Optional.empty();
    }

    private static boolean names(String software) {
        return software.length() <= SOFTWARE_CHARS_MAX
                && SOFTWARE.matcher(software).matches();
    }

    private static ApiVersion entry(ApiSpec spec) {
        // COMPAT D12.1.3: librdkafka before 2.8 does not produce to a broker that says it does not know version 0.
        short oldest = spec.key() == ApiKey.PRODUCE ? 0 : spec.oldest();
        return new ApiVersion().setApiKey(spec.key().id()).setMinVersion(oldest).setMaxVersion(spec.newest());
    }
}
