package io.gatehouse.acl;

import io.gatehouse.auth.identity.PeerAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules on one pattern for one principal, by host. Filled while its snapshot is built, then only read. */
final class PrincipalRules {
    private final OperationRules anyHost = new OperationRules();
    private @Nullable Map<String, OperationRules> byHost;

    void add(AccessRule rule) {
        if (rule.host().equals(AccessRule.ANY_HOST)) {
            anyHost.add(rule);
        } else {
            byHost = byHost == null ? new HashMap<>(2) : byHost;
            byHost.computeIfAbsent(PeerAddress.canonical(rule.host()), any -> new OperationRules())
                    .add(rule);
        }
    }

    Decision decide(String host, Operation operation) {
        Decision best = anyHost.decide(operation);
        if (byHost == null) {
            return best;
        }
        OperationRules ofHost = byHost.get(host);
        return ofHost == null ? best : Decision.stronger(best, ofHost.decide(operation));
    }
}
