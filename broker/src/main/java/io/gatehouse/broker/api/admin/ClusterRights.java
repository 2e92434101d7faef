package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.Asker;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Origin;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.model.ClusterScope;
import java.util.Optional;

/** What administrators may do with the cluster. Thread: any. */
record ClusterRights(AclEngine acls) {
    /** @param method of the request that is decided about */
    Optional<Permit<ClusterScope>> permit(AdminCaller caller, String method, Operation operation) {
        return acls.access(caller.subject(), new Asker("ADMIN " + method, "", "", Origin.adminEndpoint()))
                .check(operation, ResourceType.CLUSTER, ResourcePattern.CLUSTER_NAME, ClusterScope.CLUSTER)
                .permit();
    }

    /** @throws AdminDenial without the right */
    Permit<ClusterScope> require(AdminCaller caller, String method, Operation operation) {
        return permit(caller, method, operation).orElseThrow(() -> new AdminDenial(operation));
    }
}
