package io.gatehouse.broker.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What this package told its operator while this was open, which then stays off the console. */
final class Complaints implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger(LogDirectory.class.getPackageName());
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    Complaints() {
        events.start();
        logger.addAppender(events);
        logger.setAdditive(false);
    }

    /** Sentence and fields of each event of this level or above, in order. */
    List<String> of(Level least) {
        return List.copyOf(events.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(least))
                .map(Complaints::text)
                .toList();
    }

    private static String text(ILoggingEvent event) {
        if (event.getKeyValuePairs() == null) {
            return event.getMessage();
        }
        return event.getKeyValuePairs().stream()
                .map(pair -> " " + pair.key + "=" + pair.value)
                .collect(Collectors.joining("", event.getMessage(), ""));
    }

    void clear() {
        events.list.clear();
    }

    @Override
    public void close() {
        logger.setAdditive(true);
        logger.detachAppender(events);
    }
}
