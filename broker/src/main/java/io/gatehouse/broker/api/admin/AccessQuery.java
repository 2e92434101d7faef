package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.AclPolicy;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Question;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.auth.identity.PeerAddress;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a query asks of the access rules. */
final class AccessQuery {
    /** What is to be done, and with what. */
    static final Set<String> DEED = Set.of("operation", "resource", "name");

    /** Who does it. */
    static final Set<String> DOER = Set.of(SessionFilter.PRINCIPAL, SessionFilter.ADDRESS, "groups");

    /** Where somebody is who could be anywhere: of no network that a rule may name (RFC 5737). */
    private static final String SOMEWHERE = "192.0.2.0";

    private static final int GROUPS_MAX = 100;

    private final Map<String, String> values;

    private AccessQuery(Map<String, String> values) {
        this.values = values;
    }

    static AccessQuery of(AdminRequest request, Set<String> some, Set<String> more) {
        Set<String> known = new HashSet<>(some);
        known.addAll(more);
        return new AccessQuery(request.query(known));
    }

    /** What decides, if it is ours: of what another authorizer thinks nothing is known. */
    static AclPolicy policy(AclEngine acls) {
        if (!acls.decidesItself()) {
            throw AdminRefusal.bad("another authorizer decides on this broker (expected: to be asked what its rules are"
                    + " and why; authorizer.class.name names it)");
        }
        return acls.policy();
    }

    Operation operation() {
        return Operation.ofText(value("operation"))
                .filter(operation -> operation != Operation.ALL)
                .orElseThrow(() -> AdminRefusal.bad("operation " + shown("operation") + " (expected: one of "
                        + Stream.of(Operation.values())
                                .filter(operation -> operation != Operation.ALL)
                                .map(Operation::text)
                                .collect(Collectors.joining(", "))
                        + ")"));
    }

    ResourceType type() {
        return ResourceType.ofText(value("resource"))
                .orElseThrow(() -> AdminRefusal.bad("resource " + shown("resource") + " (expected: one of "
                        + Stream.of(ResourceType.values())
                                .map(ResourceType::text)
                                .collect(Collectors.joining(", "))
                        + ")"));
    }

    /** The cluster has one name only, which need not be given. */
    String name() {
        String name = value("name");
        if (type() == ResourceType.CLUSTER && name.isEmpty()) {
            return ResourcePattern.CLUSTER_NAME;
        }
        if (name.isEmpty()) {
            throw AdminRefusal.bad("name (expected: the name of a " + type().text() + ")");
        }
        return name;
    }

    Subject subject() {
        VerifiedPrincipal principal = SessionFilter.of(Map.of(SessionFilter.PRINCIPAL, value(SessionFilter.PRINCIPAL)))
                .principal()
                .orElseThrow();
        String address = values.getOrDefault(SessionFilter.ADDRESS, SOMEWHERE);
        if (!PeerAddress.isAddress(address)) {
            throw AdminRefusal.bad("address " + shown(SessionFilter.ADDRESS) + " (expected: one, such as 10.0.0.7)");
        }
        Set<String> groups = new LinkedHashSet<>();
        for (String group : value("groups").split(",", -1)) {
            if (!group.isEmpty()) {
                groups.add(group);
            }
        }
        if (groups.size() > GROUPS_MAX) {
            throw AdminRefusal.bad("groups (expected: at most " + GROUPS_MAX + ")");
        }
        return new Subject(principal, address, groups);
    }

    Question question(Subject subject) {
        return new Question(subject, operation(), type(), name());
    }

    private String value(String name) {
        return values.getOrDefault(name, "");
    }

    private String shown(String name) {
        return PeerText.escaped(value(name));
    }
}
