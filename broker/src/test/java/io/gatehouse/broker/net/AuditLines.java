package io.gatehouse.broker.net;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.auth.audit.AuditTrail;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What the audit was told while this was open. */
public final class AuditLines implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger(AuditTrail.LOGGER_NAME);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    public AuditLines() {
        lines.start();
        logger.addAppender(lines);
    }

    /** The {@code event} fields, in order. */
    List<String> events() {
        return List.copyOf(lines.list).stream()
                .flatMap(line -> line.getKeyValuePairs().stream())
                .filter(pair -> pair.key.equals("event"))
                .map(pair -> String.valueOf(pair.value))
                .toList();
    }

    /** Each event as {@code key=value key=value}, in order. */
    public List<String> lines() {
        return List.copyOf(lines.list).stream()
                .map(line -> line.getKeyValuePairs().stream()
                        .map(pair -> pair.key + "=" + pair.value)
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
    }
}
