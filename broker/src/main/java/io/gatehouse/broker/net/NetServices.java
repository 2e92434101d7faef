package io.gatehouse.broker.net;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.broker.api.ApiTable;
import io.gatehouse.broker.api.connection.ApiVersionsHandler;
import io.gatehouse.broker.session.SessionRegistry;
import io.gatehouse.quotas.ConnectionLimits;
import io.gatehouse.quotas.QuotaLedger;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What all listeners share.
 *
 * @param versions the handler of ApiVersions, which is asked before authentication too
 * @param ids fresh short texts, for sessions and diagnostic ids
 */
public record NetServices(
        ApiTable apis,
        ApiVersionsHandler versions,
        AclEngine acls,
        QuotaLedger quotas,
        ConnectionLimits limits,
        SessionRegistry sessions,
        AuditTrail audit,
        Supplier<String> ids,
        InstantSource clock) {}
