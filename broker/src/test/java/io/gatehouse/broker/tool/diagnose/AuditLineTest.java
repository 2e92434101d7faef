package io.gatehouse.broker.tool.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class AuditLineTest {
    @Test
    void whatTheShippedConfigurationWritesIsRead() throws IOException {
        AuditLine line = AuditLine.parse(written(new AuditEvent("authentication", "refused")
                .with("user", "a\" \\ session=\"b\n")
                .with("reason", "kerberos: x=\"y\"")
                .with("diagnostic_id", "7qk2m0x4ftbz")));

        assertThat(line.time()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(line.fields().keySet()).containsExactly("event", "outcome", "user", "reason", "diagnostic_id");
        assertThat(line.field("user")).isEqualTo("a\\\" \\\\ session=\\\"b\\u000a");
        assertThat(line.speaksOf("7qk2m0x4ftbz")).isTrue();
    }

    @Test
    void aLineThatIsCutOffHasWhatIsWhole() {
        assertThat(AuditLine.parse("audit event=\"a\" outcome=\"b\\\"").fields())
                .containsOnlyKeys("event");
        assertThat(AuditLine.parse("").fields()).isEmpty();
    }

    /** One line, by the pattern of config/logback.xml. */
    private static String written(AuditEvent event) throws IOException {
        Logger logger = (Logger) LoggerFactory.getLogger(AuditTrail.LOGGER_NAME);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        logger.addAppender(events);
        new AuditTrail().record(event);
        logger.detachAppender(events);
        PatternLayout layout = new PatternLayout();
        layout.setContext(logger.getLoggerContext());
        layout.setPattern(
                Files.readString(Path.of("../config/logback.xml")).replaceAll("(?s).*<pattern>(.*)</pattern>.*", "$1"));
        layout.start();
        return layout.doLayout(events.list.get(0)).stripTrailing();
    }
}
