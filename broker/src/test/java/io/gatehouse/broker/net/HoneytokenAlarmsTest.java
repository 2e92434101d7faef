package io.gatehouse.broker.net;

import static io.gatehouse.broker.net.TestGate.handshake;
import static io.gatehouse.broker.net.TestGate.token;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.broker.session.Honeytokens;
import io.gatehouse.broker.wire.ApiKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class HoneytokenAlarmsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final AuditEvent TRIED = new AuditEvent("honeytoken", "refused").with("user", "de\ncoy");

    private final AuditLines audit = new AuditLines();
    private final Logger logger = (Logger) LoggerFactory.getLogger(HoneytokenAlarms.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final HoneytokenAlarms alarms = new HoneytokenAlarms(new Incidents(new AuditTrail()));

    @BeforeEach
    void listen() {
        logger.setAdditive(false);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        logger.detachAppender(log);
        logger.setAdditive(true);
        audit.close();
    }

    @Test
    void anAlarmIsAnEventAndAnError() {
        alarms.raise("10.0.0.7", TRIED, NOW);

        assertThat(audit.lines()).containsExactly("event=honeytoken outcome=refused user=de\\u000acoy");
        assertThat(log.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.ERROR);
            assertThat(line.getKeyValuePairs()).hasToString("[user=\"de\\u000acoy\"]");
        });
    }

    /** attack 5 */
    @Test
    void anAddressIsHeardOnceAMinuteAndTheOthersAreCounted() {
        for (int i = 0; i < 50; i++) {
            alarms.raise("10.0.0.7", TRIED, NOW.plusSeconds(i));
        }
        alarms.raise("10.0.0.8", TRIED, NOW.plusSeconds(50));
        alarms.raise("10.0.0.7", TRIED, NOW.plus(HoneytokenAlarms.QUIET));
        alarms.raise("10.0.0.7", TRIED, NOW.plus(HoneytokenAlarms.QUIET.multipliedBy(2)));

        assertThat(log.list).hasSize(4);
        assertThat(audit.lines()).hasSize(4);
        assertThat(audit.lines().get(1)).doesNotContain("left_out");
        assertThat(audit.lines().get(2)).endsWith("left_out_of_peer=49");
        assertThat(audit.lines().get(3)).doesNotContain("left_out");
    }

    /** attack 5: from many addresses at once */
    @Test
    void manyAddressesFillNeitherTheLogNorTheMemory() {
        for (int i = 0; i < 3 * HoneytokenAlarms.ADDRESSES_MAX; i++) {
            alarms.raise("10.0.0." + i, TRIED, NOW);
        }

        assertThat(log.list).hasSize(Incidents.PER_SECOND_MAX);
        assertThat(audit.lines()).hasSize(Incidents.PER_SECOND_MAX);
        assertThat(alarms.addresses()).isEqualTo(HoneytokenAlarms.ADDRESSES_MAX);
    }

    @Test
    void theRightTokenOfSuchANameIsAnsweredLikeAWrongOneAndTold() {
        TestGate gate = TestGate.sasl(new Honeytokens(Set.of("alice")));
        TestGate.Peer peer = gate.connect();
        TestGate.Peer other = gate.connect();
        peer.send(handshake("TEST", 1), token("ok"));
        other.send(handshake("TEST", 1), token("wrong"));
        var unused = peer.frames();
        var unusedToo = other.frames();

        String told = sentence(peer.after(Duration.ofSeconds(1)));
        String toldOther = sentence(other.after(Duration.ofSeconds(1)));

        assertThat(told.replaceAll("id-\\d+", "")).isEqualTo(toldOther.replaceAll("id-\\d+", ""));
        assertThat(peer.open()).isFalse();
        assertThat(gate.sessions.list()).isEmpty();
        assertThat(audit.events()).containsExactly("authentication", "honeytoken", "authentication");
        assertThat(audit.lines().get(1))
                .contains("listener=SASL", "mechanism=TEST user=alice reason=honeytoken diagnostic_id=id-");
        assertThat(log.list).hasSize(1);
    }

    private static String sentence(TestGate.Peer peer) {
        return peer.answer(ApiKey.SASL_AUTHENTICATE, 2, SaslAuthenticateResponseData.class)
                .errorMessage();
    }
}
