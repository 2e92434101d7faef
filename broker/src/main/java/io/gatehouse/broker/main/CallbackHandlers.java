package io.gatehouse.broker.main;

import io.gatehouse.broker.config.CallbackHandlerClass;
import io.gatehouse.broker.config.ListenerConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The plug-ins of all listeners that judge what clients prove, closed with the broker. Thread: any. */
final class CallbackHandlers implements AutoCloseable {
    private final Map<String, KafkaCallbacks> open = new HashMap<>();

    /** A new one for the listener; the one that it had before closes. Empty where we judge ourselves. */
    synchronized Optional<KafkaCallbacks> of(ListenerConfig listener, String mechanism) {
        CallbackHandlerClass handler = listener.sasl().handlers().get(mechanism);
        if (handler == null) {
            return Optional.empty();
        }
        KafkaCallbacks callbacks = KafkaCallbacks.open(mechanism, handler);
        Optional.ofNullable(open.put(listener.name() + "." + mechanism, callbacks))
                .ifPresent(KafkaCallbacks::close);
        return Optional.of(callbacks);
    }

    @Override
    public synchronized void close() {
        open.values().forEach(KafkaCallbacks::close);
    }
}
