package io.gatehouse.auth.audit;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Where security events go: the logger {@code gatehouse.audit}, one event one line, fixed key-values. What the logger's
 * configuration does with them is the operator's choice. Thread: any.
 */
public final class AuditTrail {
    public static final String LOGGER_NAME = "gatehouse.audit";

    private static final Logger LOGGER = LoggerFactory.getLogger(LOGGER_NAME);

    public void record(AuditEvent event) {
        LoggingEventBuilder line =
                LOGGER.atInfo().addKeyValue("event", event.event()).addKeyValue("outcome", event.outcome());
        for (Map.Entry<String, String> field : event.fields().entrySet()) {
            line = line.addKeyValue(field.getKey(), PeerText.escaped(field.getValue()));
        }
        line.log("audit");
    }
}
