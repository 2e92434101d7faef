package io.gatehouse.quotas;

import io.gatehouse.auth.identity.VerifiedPrincipal;

/** Who is measured: the session's principal and the client id of the request ({@code ""} if it sent none). */
public record QuotaClient(VerifiedPrincipal principal, String clientId) {}
