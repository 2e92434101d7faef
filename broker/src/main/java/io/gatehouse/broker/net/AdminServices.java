package io.gatehouse.broker.net;

import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.block.BlockList;
import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.broker.api.admin.AdminTable;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What the admin endpoint needs.
 *
 * @param names how a certificate's name becomes a principal's
 * @param blocks who does not get in, however good the certificate
 * @param working threads that may take their time; refuses work when too much is queued
 */
public record AdminServices(
        AdminTable table,
        PrincipalMapping names,
        BlockList blocks,
        AuditTrail audit,
        Executor working,
        InstantSource clock) {}
