package io.gatehouse.acl;

import io.gatehouse.auth.identity.AddressRange;
import io.gatehouse.auth.identity.PeerAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules on one pattern for one principal, by host. Filled while its snapshot is built, then only read. */
final class PrincipalRules {
    private final OperationRules anyHost = new OperationRules();
    private @Nullable Map<String, OperationRules> byHost;
    private @Nullable List<Network> networks;

    /** The rules for one network. */
    private record Network(AddressRange range, OperationRules rules) {}

    void add(AccessRule rule) {
        if (rule.host().equals(AccessRule.ANY_HOST)) {
            anyHost.add(rule);
        } else if (rule.host().indexOf('/') >= 0) {
            // What is no network is nobody's address: such a rule never matches, as Kafka's for a host's name does not.
            AddressRange.parse(rule.host()).ifPresent(range -> rulesOf(range).add(rule));
        } else {
            byHost = byHost == null ? new HashMap<>(2) : byHost;
            byHost.computeIfAbsent(PeerAddress.canonical(rule.host()), any -> new OperationRules())
                    .add(rule);
        }
    }

    private OperationRules rulesOf(AddressRange range) {
        networks = networks == null ? new ArrayList<>(1) : networks;
        for (Network network : networks) {
            if (network.range().equals(range)) {
                return network.rules();
            }
        }
        Network added = new Network(range, new OperationRules());
        networks.add(added);
        return added.rules();
    }

    Decision decide(Subject subject, Operation operation) {
        Decision best = anyHost.decide(operation);
        OperationRules ofHost = byHost == null ? null : byHost.get(subject.host());
        best = ofHost == null ? best : Decision.stronger(best, ofHost.decide(operation));
        AddressRange address = subject.address();
        if (networks == null || address == null) {
            return best;
        }
        for (int i = 0; i < networks.size(); i++) { // No iterator: this is on the way of every request.
            Network network = networks.get(i);
            if (network.range().contains(address)) {
                best = Decision.stronger(best, network.rules().decide(operation));
            }
        }
        return best;
    }
}
