package io.gatehouse.broker.net;

import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.quotas.QuotaClient;
import io.gatehouse.quotas.QuotaKey;
import io.gatehouse.quotas.QuotaLedger;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * What a request costs its client, and how long the client has to wait for it (COMPAT F2): bytes of Produce requests,
 * bytes of Fetch answers, and the time that all others take.
 *
 * <p>A fetch over the limit gets its bytes and then has to wait, where Apache Kafka answers it empty and takes the bytes
 * back: the same rate, without reading the records twice. Thread: any.
 */
final class QuotaGate {
    private static final int NO_REPLICA = -1;

    /** {@code request_percentage} is in hundredths of one thread's time. */
    private static final double PERCENT_PER_NANO = 100.0 / 1_000_000_000;

    private final QuotaLedger ledger;

    QuotaGate(QuotaLedger ledger) {
        this.ledger = ledger;
    }

    /** The larger of the delays for the bytes and for the time of one answered request. */
    Duration charge(
            ApiKey key,
            ApiMessage request,
            QuotaClient client,
            int requestBytes,
            int answerBytes,
            long nanos,
            Instant now) {
        if (exempt(key, request)) {
            return Duration.ZERO;
        }
        Duration bytes = switch (key) {
            case PRODUCE -> ledger.charge(QuotaKey.PRODUCER_BYTE_RATE, client, requestBytes, now);
            case FETCH -> ledger.charge(QuotaKey.CONSUMER_BYTE_RATE, client, answerBytes, now);
            default -> Duration.ZERO;
        };
        Duration time = ledger.charge(QuotaKey.REQUEST_PERCENTAGE, client, nanos * PERCENT_PER_NANO, now);
        return bytes.compareTo(time) > 0 ? bytes : time;
    }

    /** Brokers among themselves are not held back; who may pose as one is the handler's to check. */
    private static boolean exempt(ApiKey key, ApiMessage request) {
        return switch (key) {
            case LEADER_AND_ISR,
                    STOP_REPLICA,
                    UPDATE_METADATA,
                    CONTROLLED_SHUTDOWN,
                    ALTER_PARTITION,
                    ALLOCATE_PRODUCER_IDS,
                    WRITE_TXN_MARKERS -> true;
            case FETCH -> request instanceof FetchRequestData fetch && follower(fetch);
            default -> false;
        };
    }

    private static boolean follower(FetchRequestData fetch) {
        return fetch.replicaId() > NO_REPLICA || fetch.replicaState().replicaId() > NO_REPLICA;
    }
}
