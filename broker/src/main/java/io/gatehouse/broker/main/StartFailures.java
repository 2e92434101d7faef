package io.gatehouse.broker.main;

import io.gatehouse.auth.gssapi.KerberosFailure;
import io.gatehouse.auth.oauth.KeySetUnavailable;
import io.gatehouse.broker.controller.BrokerIdTaken;
import io.gatehouse.broker.log.LogFailure;
import io.gatehouse.broker.net.ListenerFailure;
import io.gatehouse.tls.TlsConfigurationException;
import io.gatehouse.zk.KeyRingFailure;
import io.gatehouse.zk.ZkUnavailable;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a person is told of a start that failed: a sentence for what can be mended, the stack for a bug of ours. */
public final class StartFailures {
    private static final Logger LOGGER = LoggerFactory.getLogger(StartFailures.class);

    /** Failures whose message is written for operators. */
    private static final List<Class<? extends RuntimeException>> EXPLAINED = List.of(
            StartFailure.class,
            KerberosFailure.class,
            ListenerFailure.class,
            LogFailure.class,
            TlsConfigurationException.class,
            KeySetUnavailable.class,
            KeyRingFailure.class,
            ZkUnavailable.class,
            BrokerIdTaken.class);

    private StartFailures() {}

    /** Whether the message is written for operators, who can mend what it says. */
    static boolean explained(Throwable failure) {
        return EXPLAINED.stream().anyMatch(failure.getClass()::equals);
    }

    /** One sentence, or a bug report. */
    public static String explain(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        if (message != null && explained(cause)) {
            return message;
        }
        LOGGER.atError().setCause(failure).log("start failed");
        return "the broker did not start because of an error of ours; please report it with the stack trace in the log";
    }
}
