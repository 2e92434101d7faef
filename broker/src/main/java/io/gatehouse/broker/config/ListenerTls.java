package io.gatehouse.broker.config;

import io.gatehouse.tls.TlsSettings;
import java.util.List;

/**
 * A listener's TLS settings with overrides in front of the file's.
 *
 * @param mistakes why they cannot be used; empty when they can, as far as it can be told without opening a store
 */
public record ListenerTls(TlsSettings settings, List<Mistake> mistakes) {
    public ListenerTls {
        mistakes = List.copyOf(mistakes);
    }
}
