package io.gatehouse.broker.session;

import io.gatehouse.auth.gssapi.GssapiMechanism;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Names that are there to be stolen and that nobody uses: whoever tries one has been where it was left. It is refused
 * whatever it proves, in the words that an unknown user hears.
 *
 * @param users names of users as they log in, ids of delegation tokens, Kerberos names with or without their realm
 */
public record Honeytokens(Set<String> users) {
    public static final Honeytokens NONE = new Honeytokens(Set.of());

    /** The audit reason of one that would have been let in. */
    static final String PROVEN = "honeytoken";

    /** The audit reason of a peer that named one and left before it was answered. */
    static final String ABANDONED = "honeytoken-abandoned";

    public Honeytokens {
        users = Set.copyOf(users);
    }

    public boolean has(String mechanism, String user) {
        return users.contains(user)
                || (mechanism.equals(GssapiMechanism.NAME) && users.contains(user.split("[/@]", 2)[0]));
    }

    /** The result of a round, where nothing that proves one of these names is accepted. */
    RoundResult judged(String mechanism, SaslExchange exchange, RoundResult result) {
        if (!(result instanceof RoundResult.Accepted accepted)) {
            return result;
        }
        return Stream.of(exchange.claimed(), accepted.principal().name())
                .filter(name -> has(mechanism, name))
                .findFirst()
                .<RoundResult>map(name -> new RoundResult.Refused(name, PROVEN))
                .orElse(result);
    }

    Optional<RoundResult.Refused> abandoned(String mechanism, SaslExchange exchange) {
        return Optional.of(exchange.claimed())
                .filter(name -> has(mechanism, name))
                .map(name -> new RoundResult.Refused(name, ABANDONED));
    }
}
