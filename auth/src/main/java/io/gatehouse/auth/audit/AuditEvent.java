package io.gatehouse.auth.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing that was decided about a peer.
 *
 * @param event what it is about, a fixed word of ours: {@code authentication}, {@code access}, {@code credential}
 * @param outcome how it ended, a fixed word of ours: {@code accepted}, {@code refused}
 * @param fields the details, in the order in which they are written; the values may come from a peer, the keys never do
 */
public record AuditEvent(String event, String outcome, Map<String, String> fields) {
    public AuditEvent {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public AuditEvent(String event, String outcome) {
        this(event, outcome, Map.of());
    }

    /** The same event with one more detail. */
    public AuditEvent with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(key, value);
        return new AuditEvent(event, outcome, more);
    }
}
