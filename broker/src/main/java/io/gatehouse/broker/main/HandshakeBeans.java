package io.gatehouse.broker.main;

import io.gatehouse.broker.net.HandshakeCounts;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Counts of one listener's handshakes for JMX tools, each kind from the first time on that it is seen:
 * {@code type=tls-handshakes,listener=,protocol=,suite=,group=,resumed=,result=}. Thread: one at a time.
 */
final class HandshakeBeans {
    private final String listener;
    private final HandshakeCounts handshakes;
    private final Beans beans;
    private final Set<HandshakeCounts.Kind> shown = new HashSet<>();

    HandshakeBeans(String listener, HandshakeCounts handshakes, Beans beans) {
        this.listener = listener;
        this.handshakes = handshakes;
        this.beans = beans;
    }

    /** Shows what is new; to be called now and then. */
    void refresh() {
        for (HandshakeCounts.Kind kind : handshakes.kinds()) {
            if (shown.add(kind)) {
                CountMXBean count = () -> handshakes.count(kind);
                beans.show("tls-handshakes", tags(kind), count);
            }
        }
    }

    private Map<String, String> tags(HandshakeCounts.Kind kind) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("listener", listener);
        tags.put("protocol", kind.agreed().protocol());
        tags.put("suite", kind.agreed().suite());
        tags.put("group", kind.agreed().group());
        tags.put("resumed", kind.agreed().resumed());
        tags.put("result", kind.result().name().toLowerCase(Locale.ROOT));
        return tags;
    }
}
