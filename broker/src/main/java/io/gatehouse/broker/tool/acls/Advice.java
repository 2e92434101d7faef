package io.gatehouse.broker.tool.acls;

import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What to do about a failure that an administrator meets. */
final class Advice {
    private static final String NO_ANSWER = "No broker answered: check HOST:PORT of --bootstrap-server, and that"
            + " security.protocol of --command-config is that of the listener there (bin/certs.sh check HOST:PORT"
            + " looks at its TLS).";

    private record Case(Class<? extends Throwable> failure, String sentence) {}

    /** The first that fits counts. */
    private static final List<Case> CASES = List.of(
            new Case(
                    AuthorizationException.class,
                    "Listing rules takes the right Describe on the cluster, changing them Alter: come as somebody who has it,"
                            + " or have it given with --add --allow-principal User:NAME --operation Alter --cluster."),
            new Case(
                    SecurityDisabledException.class,
                    "The broker checks no rules and keeps none: set authorizer.class.name in its server.properties."),
            new Case(
                    SslAuthenticationException.class,
                    "TLS did not come about: check ssl.truststore.* and, where the listener asks for certificates,"
                            + " ssl.keystore.* of --command-config (bin/certs.sh check HOST:PORT says what is wrong)."),
            new Case(
                    AuthenticationException.class,
                    "The broker does not believe who you are: check user name and password in --command-config; with a"
                            + " diagnostic id, bin/gatehouse diagnose ID says the reason from the broker's log."),
            new Case(
                    UnsupportedVersionException.class,
                    "The broker is too old for this, or is none of ours: rules on user principals need Kafka 3.3."),
            new Case(
                    InvalidRequestException.class,
                    "The broker does not take such a rule; what it expects stands in the line above."),
            new Case(TimeoutException.class, NO_ANSWER),
            new Case(org.apache.kafka.common.errors.TimeoutException.class, NO_ANSWER),
            new Case(DisconnectException.class, NO_ANSWER));

    private static final String OTHERWISE =
            "Check --bootstrap-server and the file of --command-config; the broker's log may say more.";

    private Advice() {}

    static String about(Throwable failure) {
        return CASES.stream()
                .filter(known -> known.failure().isInstance(failure))
                .findFirst()
                .map(Case::sentence)
                .orElse(OTHERWISE);
    }
}
