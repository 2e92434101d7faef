package io.gatehouse.broker.tool.acls;

import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/** The rules of a cluster (CONFORMANCE AKO-07). Every call waits for the broker's answer and fails with what it said. */
interface Rules extends AutoCloseable {
    /** The rules that any of the filters finds, each once. */
    Collection<AclBinding> find(Collection<AclBindingFilter> filters)
            throws ExecutionException, InterruptedException, TimeoutException;

    void add(Collection<AclBinding> rules) throws ExecutionException, InterruptedException, TimeoutException;

    /** Returns how many were removed. */
    int remove(Collection<AclBindingFilter> filters) throws ExecutionException, InterruptedException, TimeoutException;

    @Override
    void close();
}
