package io.gatehouse.broker.tool.acls;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/** Rules as a broker keeps them, or a broker that fails at everything. */
final class RulesInMemory implements Rules {
    private final Set<AclBinding> stored = new LinkedHashSet<>();
    private final List<String> asked = new ArrayList<>();
    private Optional<RuntimeException> failure = Optional.empty();

    void failWith(RuntimeException why) {
        failure = Optional.of(why);
    }

    Set<AclBinding> stored() {
        return stored;
    }

    /** The calls that came, by name. */
    List<String> asked() {
        return asked;
    }

    @Override
    public Collection<AclBinding> find(Collection<AclBindingFilter> filters) throws ExecutionException {
        called("find");
        return stored.stream()
                .filter(rule -> filters.stream().anyMatch(filter -> filter.matches(rule)))
                .toList();
    }

    @Override
    public void add(Collection<AclBinding> rules) throws ExecutionException {
        called("add");
        stored.addAll(rules);
    }

    @Override
    public int remove(Collection<AclBindingFilter> filters) throws ExecutionException {
        called("remove");
        int before = stored.size();
        stored.removeIf(rule -> filters.stream().anyMatch(filter -> filter.matches(rule)));
        return before - stored.size();
    }

    private void called(String call) throws ExecutionException {
        asked.add(call);
        if (failure.isPresent()) {
            throw new ExecutionException(failure.get());
        }
    }

    @Override
    public void close() {
        asked.add("close");
    }
}
