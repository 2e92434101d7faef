package io.gatehouse.broker.api.security;

import io.gatehouse.acl.Asker;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.Subject;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;

/**
 * The rules of an authorizer that decides in our place, which keeps them as it likes (CONFORMANCE SPI-04, SPI-05). Changes take
 * the proof that the caller may alter the cluster. Thread: any; nothing waits for the authorizer, and its answers are limited
 * in time.
 */
public interface OtherRules {
    /** Fails with an {@link org.apache.kafka.common.errors.ApiException} that clients may be told. */
    CompletionStage<List<AclBinding>> matching(AclBindingFilter filter);

    /** One result for each rule, in their order. Never fails. */
    CompletionStage<List<AclCreateResult>> create(Permit<?> permit, Subject by, Asker asker, List<AclBinding> rules);

    /** One result for each filter, in their order. Never fails. */
    CompletionStage<List<AclDeleteResult>> delete(
            Permit<?> permit, Subject by, Asker asker, List<AclBindingFilter> filters);
}
