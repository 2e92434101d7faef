package io.gatehouse.broker.api;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every wire API that this broker answers. What is not here is refused; ApiVersions is computed from it. Thread: any. */
public final class ApiTable {
    private final Map<Short, ApiHandler<?, ?>> byKey = new TreeMap<>();

    public ApiTable(List<? extends ApiHandler<?, ?>> handlers) {
        for (ApiHandler<?, ?> handler : handlers) {
            ApiHandler<?, ?> other = byKey.put(handler.spec().key().id(), handler);
            if (other != null) {
                throw new IllegalStateException(handler.spec().key() + " has two handlers");
            }
        }
    }

    /** The handler that answers this version of this API. */
    public Optional<ApiHandler<?, ?>> find(short key, short version) {
        ApiHandler<?, ?> handler = byKey.get(key);
        return handler != null && handler.spec().answers(version) ? Optional.of(handler) : Optional.empty();
    }

    /** All entries, in the order of their keys. */
    public List<ApiSpec> specs() {
        Collection<ApiHandler<?, ?>> handlers = byKey.values();
        return handlers.stream().<ApiSpec>map(ApiHandler::spec).toList();
    }
}
