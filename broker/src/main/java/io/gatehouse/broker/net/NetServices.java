package io.gatehouse.broker.net;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.broker.api.ApiTable;
import io.gatehouse.broker.api.connection.ApiVersionsHandler;
import io.gatehouse.broker.session.LogInBackoff;
import io.gatehouse.broker.session.SessionRegistry;
import io.gatehouse.quotas.ConnectionLimits;
import io.gatehouse.quotas.QuotaLedger;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What all listeners share.
 *
 * @param versions the handler of ApiVersions, which is asked before authentication too
 * @param waiting a few threads that may wait for others, for what is asked about a peer before it is let in; refuses work when
 *     too much is queued
 * @param ids fresh short texts, for sessions and diagnostic ids
 */
public record NetServices(
        ApiTable apis,
        ApiVersionsHandler versions,
        AclEngine acls,
        QuotaLedger quotas,
        ConnectionLimits limits,
        SessionRegistry sessions,
        LogInBackoff backoff,
        AuditTrail audit,
        Executor waiting,
        Supplier<String> ids,
        InstantSource clock) {}
