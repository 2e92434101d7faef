package io.gatehouse.auth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class AuditTrailTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(AuditTrail.LOGGER_NAME);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();

    @BeforeEach
    void listen() {
        written.start();
        logger.addAppender(written);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(written);
    }

    @Test
    void anEventIsOneLineWithItsFieldsInOrder() {
        new AuditTrail()
                .record(new AuditEvent("authentication", "refused")
                        .with("user", "bob")
                        .with("reason", "unknown-user"));

        assertThat(written.list).hasSize(1);
        assertThat(written.list.get(0).getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .containsExactly("event=authentication", "outcome=refused", "user=bob", "reason=unknown-user");
    }

    /** Attack 298. */
    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "a\rb", "\u001b[31m", "\u2028", "\ud800", "\u202e", "a\tb", "\u0000", "\u007f", "\u00e9"
            })
    void whatAPeerSentCannotBreakTheLine(String hostile) {
        assertThat(PeerText.escaped(hostile)).matches("[ -~]*").contains("\\u");
    }

    @Test
    void quotesAndBackslashesAreEscaped() {
        assertThat(PeerText.escaped("a\"b\\c {} ${x} %n")).isEqualTo("a\\\"b\\\\c {} ${x} %n");
    }

    @Test
    void longTextIsCut() {
        assertThat(PeerText.escaped("x".repeat(1_000_000))).hasSizeLessThan(300).endsWith("...(1000000 characters)");
    }

    @Test
    void diagnosticIdsAreShortAndDiffer() {
        DiagnosticIds ids = new DiagnosticIds(new SecureRandom());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            seen.add(ids.get());
        }

        assertThat(seen).hasSize(10_000).allMatch(id -> id.matches("[0-9a-hjkmnp-tv-z]{12}"));
    }
}
