package io.gatehouse.broker.net;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.PeerText;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Somebody tries a name that nobody uses: an event of its own in the audit, and a line for those who are to be woken. One a
 * minute for each address, so that whoever has stolen a name can wake but not drown them (attack 5); what was left out is
 * counted in the next. Thread: any; guarded by {@code this}.
 */
final class HoneytokenAlarms {
    static final Duration QUIET = Duration.ofMinutes(1);

    /** The address that was heard of first is forgotten then; {@link Incidents} still bounds what is written. */
    static final int ADDRESSES_MAX = 1024;

    private static final Logger LOGGER = LoggerFactory.getLogger(HoneytokenAlarms.class);

    private final Incidents incidents;
    private final Map<String, Last> last = new LinkedHashMap<>();

    HoneytokenAlarms(Incidents incidents) {
        this.incidents = incidents;
    }

    /** When an address was told of last, and how often it came since. */
    private record Last(Instant at, long leftOut) {}

    void raise(String address, AuditEvent event, Instant now) {
        long leftOut = admit(address, now);
        if (leftOut < 0) {
            return;
        }
        AuditEvent told = leftOut == 0 ? event : event.with("left_out_of_peer", Long.toString(leftOut));
        if (incidents.record(told, now)) {
            LoggingEventBuilder line = LOGGER.atError();
            for (Map.Entry<String, String> field : told.fields().entrySet()) {
                line = line.addKeyValue(field.getKey(), PeerText.escaped(field.getValue()));
            }
            line.log("somebody tried to log in by a name of honeytoken.users, which nobody uses");
        }
    }

    /** How many of this address were left out before this one, or -1 to leave this one out too. */
    private synchronized long admit(String address, Instant now) {
        Last before = last.get(address);
        if (before != null && now.isBefore(before.at().plus(QUIET))) {
            last.put(address, new Last(before.at(), before.leftOut() + 1));
            return -1;
        }
        last.remove(address); // So that it is the newest.
        if (last.size() >= ADDRESSES_MAX) {
            last.remove(last.keySet().iterator().next());
        }
        last.put(address, new Last(now, 0));
        return before == null ? 0 : before.leftOut();
    }

    /** How many addresses are remembered. */
    synchronized int addresses() {
        return last.size();
    }
}
