package io.gatehouse.acl;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whom refusals do not bind yet: what would be refused is allowed and written down, so that rules can be made before they
 * are enforced. Only what applications do is spared: nobody becomes an administrator by it, nor a broker. Immutable.
 */
public final class ShadowScope {
    /** Everybody is bound. */
    public static final ShadowScope NOBODY = new ShadowScope(Set.of());

    private static final String PREFIX_END = "*";

    private final Set<String> whole = new HashSet<>();
    private final List<String> beginnings;

    /** @param principals as rules write them, such as {@code User:alice}, or with a {@code *} at the end all that begin so */
    public ShadowScope(Collection<String> principals) {
        principals.stream().filter(principal -> !principal.endsWith(PREFIX_END)).forEach(whole::add);
        beginnings = principals.stream()
                .filter(principal -> principal.endsWith(PREFIX_END))
                .map(principal -> principal.substring(0, principal.length() - 1))
                .toList();
    }

    boolean spares(Subject subject, Operation operation, ResourceType type) {
        return ofApplications(operation, type) && covers(subject.principalText());
    }

    private boolean covers(String principal) {
        for (int i = 0; i < beginnings.size(); i++) { // No stream: this is on the way of every refused request.
            if (principal.startsWith(beginnings.get(i))) {
                return true;
            }
        }
        return whole.contains(principal);
    }

    private static boolean ofApplications(Operation operation, ResourceType type) {
        return switch (type) {
            case TOPIC, GROUP, TRANSACTIONAL_ID -> true;
            case CLUSTER -> operation == Operation.IDEMPOTENT_WRITE || operation == Operation.CREATE;
            case DELEGATION_TOKEN, USER -> false;
        };
    }
}
